/** Commands over history: backfill, training sets, features as of the past, logs. */
package io.twinstream.cli.history;
