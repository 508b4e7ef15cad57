/** Reads Kafka topics as raw records, with watermarks on known time, and writes dead letters. */
package io.twinstream.pipelines.kafka;
