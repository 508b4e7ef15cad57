/** Commands that check a backfill and a training set against the history. */
package io.twinstream.cli.check;
