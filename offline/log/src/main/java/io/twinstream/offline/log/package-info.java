/** The offline store: history files in, Parquet tables out, and what DuckDB can say about them. */
package io.twinstream.offline.log;
