/**
 * Kafka's clients: all are made here, with the settings that a user gives in a file. What brokers
 * say of topics, and raw records of theirs.
 */
package io.twinstream.kafka;
