/** Reads Kafka topics as raw records, with watermarks on known time. */
package io.twinstream.pipelines.kafka;
