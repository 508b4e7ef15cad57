/** The archive of events: tables, compaction, accounting and fences. */
package io.twinstream.offline.log.archive;
