/** Commands that start and stop the local stack, its traffic and the service. */
package io.twinstream.cli.stack;
