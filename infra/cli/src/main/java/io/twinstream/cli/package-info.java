/** The command line: starts the other parts as processes and shows what they do. */
package io.twinstream.cli;
