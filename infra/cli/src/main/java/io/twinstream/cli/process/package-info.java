/** Foreground programs, stores and the start of a stack, as commands use them. */
package io.twinstream.cli.process;
