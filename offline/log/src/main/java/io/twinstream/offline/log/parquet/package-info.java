/** Columns of Parquet files: reading, keeping unchanged, and writing. */
package io.twinstream.offline.log.parquet;
