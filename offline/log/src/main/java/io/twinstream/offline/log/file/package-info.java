/**
 * Finds files of history in folders, opens Parquet, CSV and JSON files, and queries them with
 * DuckDB.
 */
package io.twinstream.offline.log.file;
