/** Writes what the jobs make as Parquet tables. */
package io.twinstream.pipelines.table;
