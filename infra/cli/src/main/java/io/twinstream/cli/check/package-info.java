/** Commands that check equality: parity, score parity, checks of backfills and training sets. */
package io.twinstream.cli.check;
