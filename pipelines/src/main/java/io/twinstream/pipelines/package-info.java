/** The jobs that Flink runs: live and backfill, with their Kafka, Redis and Parquet ends. */
package io.twinstream.pipelines;
