/** Options that several commands share, exit codes and the progress bar. */
package io.twinstream.cli.options;
