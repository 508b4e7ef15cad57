/** Files of history: Parquet and CSV, found in folders, and DuckDB over them. */
package io.twinstream.offline.log.file;
