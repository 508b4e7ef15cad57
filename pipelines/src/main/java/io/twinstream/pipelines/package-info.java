/**
 * The jobs that run on Flink: live job, backfill, rebuild and training sets, with their ends in
 * Kafka, Redis and files.
 */
package io.twinstream.pipelines;
