/** Options about Kafka's topics and consumer groups. */
package io.twinstream.options.kafka;
