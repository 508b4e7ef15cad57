/** Columns of Parquet files: read, kept as they were, and written. */
package io.twinstream.offline.log.parquet;
