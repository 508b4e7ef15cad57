/**
 * Creates all Kafka clients, with the user's settings from a file; reads metadata of topics, and
 * converts raw records.
 */
package io.twinstream.kafka;
