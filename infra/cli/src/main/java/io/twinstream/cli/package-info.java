/** The entry point of the command line, which starts the other parts as processes. */
package io.twinstream.cli;
