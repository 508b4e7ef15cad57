/**
 * Iceberg tables: snapshots as histories and spines, and rows as new snapshots. Iceberg's library
 * plans and commits; Twinstream's own Parquet code reads and writes the files.
 */
package io.twinstream.offline.iceberg;
