/** Whether what a backfill has written is what history says. */
package io.twinstream.cli.check;
