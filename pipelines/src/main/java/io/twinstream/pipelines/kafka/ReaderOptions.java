package io.twinstream.pipelines.kafka;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The choice of the reader of topics, which the user gives among the options of the runner. */
public interface ReaderOptions extends PipelineOptions {
  @Description(
      "Reads topics with Beam's KafkaIO on Flink too, as all other runners do. It is slower, and"
          + " reports no positions.")
  @Default.Boolean(false)
  boolean isKafkaIo();

  void setKafkaIo(boolean kafkaIo);
}
