/** Appends records to Kafka and tells when they are there for good. */
package io.twinstream.serving.kafka;
