/** Checks that a backfill and a training set hold what history says. */
package io.twinstream.cli.check;
