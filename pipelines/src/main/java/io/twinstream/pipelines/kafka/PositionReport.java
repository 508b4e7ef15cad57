package io.twinstream.pipelines.kafka;

import io.twinstream.stores.TopicPosition;
import java.io.Serializable;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Is told how far a topic's partitions are, when everything before is in a complete checkpoint: in
 * all states, and written to wherever they go.
 */
public interface PositionReport extends AutoCloseable {
  /** Tells nobody. */
  PositionReport NONE = positions -> {};

  /** What travels to the workers, and in checkpoints, instead of a report. */
  @FunctionalInterface
  interface Factory extends Serializable {
    /**
     * Opens it.
     *
     * @param options of the job: addresses are there
     */
    PositionReport open(PipelineOptions options);
  }

  /**
   * All below has been taken in.
   *
   * @param positions by partition
   */
  void complete(Map<Integer, TopicPosition> positions);

  @Override
  default void close() {}
}
