package io.twinstream.pipelines.kafka;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/**
 * Options with the address of Kafka and the consumer group. Sources are part of checkpoints, but
 * read the address from the options of the job that restores them, because brokers may have moved.
 */
public interface BrokerOptions extends PipelineOptions {
  @Description("The addresses of the brokers, as bootstrap.servers of Kafka.")
  @Validation.Required
  String getKafka();

  void setKafka(String bootstrapServers);

  @Description("The consumer group that gets the positions of the job; null for none.")
  String getConsumerGroup();

  void setConsumerGroup(String name);
}
