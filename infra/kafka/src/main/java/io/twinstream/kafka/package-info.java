/** Kafka's clients: all are made here, with the settings that a user gives in a file. */
package io.twinstream.kafka;
