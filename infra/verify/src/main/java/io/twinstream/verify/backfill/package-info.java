/** Checks the rows and online states of a backfill against history. */
package io.twinstream.verify.backfill;
