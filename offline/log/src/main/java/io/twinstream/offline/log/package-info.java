/**
 * The offline store: reads history files, writes and compacts Parquet tables, and queries them with
 * DuckDB.
 */
package io.twinstream.offline.log;
