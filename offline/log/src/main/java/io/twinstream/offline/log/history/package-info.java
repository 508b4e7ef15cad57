/** Reads events from history files, and rows from spines. */
package io.twinstream.offline.log.history;
