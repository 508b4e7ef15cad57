/** The rows of the offline store in PostgreSQL: loaded from Parquet, looked up as of the past. */
package io.twinstream.offline.postgres;
