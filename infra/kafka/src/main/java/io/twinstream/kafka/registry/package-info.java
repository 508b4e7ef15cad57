/** A client of schema registries with Confluent's REST API. */
package io.twinstream.kafka.registry;
