/** Commands that start and stop the local stack, its traffic and the server. */
package io.twinstream.cli.stack;
