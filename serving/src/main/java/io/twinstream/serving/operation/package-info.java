/** How the service is watched and run: figures, request ids, statistics. */
package io.twinstream.serving.operation;
