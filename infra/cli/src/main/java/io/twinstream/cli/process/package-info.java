/** Processes of the local stack as commands use them: jobs, foreground programs, stores. */
package io.twinstream.cli.process;
