package io.twinstream.pipelines.kafka;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/**
 * Where Kafka is. Sources are part of checkpoints, and take it from the options of the job that
 * they are restored in, so that brokers may have moved since.
 */
public interface BrokerOptions extends PipelineOptions {
  @Description("Where the brokers are, as Kafka writes it.")
  @Validation.Required
  String getKafka();

  void setKafka(String bootstrapServers);
}
