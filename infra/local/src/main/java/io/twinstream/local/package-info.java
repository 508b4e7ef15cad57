/**
 * The local stack, each part a process of its own: Kafka broker, Redis, Flink cluster, generator.
 */
package io.twinstream.local;
