package io.twinstream.pipelines.kafka;

import io.twinstream.stores.ReadTo;
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

  /**
   * So much has been read, whether or not it is in the store: the next complete checkpoint, or the
   * pipeline's watermark if it goes on, shows that it is. What was told before is void, and of a
   * restart nothing is told by its readers before this has returned.
   *
   * @param read by partition
   */
  default void read(Map<Integer, ReadTo> read) {}

  @Override
  default void close() {}
}
