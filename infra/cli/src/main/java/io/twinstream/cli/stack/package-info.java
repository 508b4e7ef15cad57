/** Processes of the stack as commands use them: jobs, foreground programs, stores. */
package io.twinstream.cli.stack;
