/** Feature rows in PostgreSQL: loading from Parquet tables, and as-of lookup. */
package io.twinstream.offline.postgres;
