/** The archive of events: its tables, their compaction and their accounting. */
package io.twinstream.offline.log.archive;
