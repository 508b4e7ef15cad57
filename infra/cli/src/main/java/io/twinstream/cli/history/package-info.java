/** Commands over history: backfill, training sets, point-in-time questions, logs. */
package io.twinstream.cli.history;
