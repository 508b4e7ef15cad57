/** Appends records to Kafka, and reports when the brokers have acknowledged them. */
package io.twinstream.serving.kafka;
