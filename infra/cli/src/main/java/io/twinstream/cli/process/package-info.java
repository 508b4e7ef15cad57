/** Jobs, foreground programs and stores as the commands use them. */
package io.twinstream.cli.process;
