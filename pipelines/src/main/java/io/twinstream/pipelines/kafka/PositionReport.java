package io.twinstream.pipelines.kafka;

import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Receives the positions in a topic's partitions when everything before them is in a complete
 * checkpoint: in all states, and written to every sink.
 */
public interface PositionReport extends AutoCloseable {
  /** Ignores all calls. */
  PositionReport NONE = positions -> {};

  /** A factory that is serialized to the workers, and in checkpoints, instead of a report. */
  @FunctionalInterface
  interface Factory extends Serializable {
    /**
     * Opens a report.
     *
     * @param options of the job, which contain the addresses
     */
    PositionReport open(PipelineOptions options);
  }

  /**
   * Everything below these positions is processed.
   *
   * @param positions by partition
   */
  void complete(Map<Integer, TopicPosition> positions);

  /**
   * Reports that a reader starts. When this returns, reports of other readers of its partitions are
   * ignored.
   *
   * @param run the reader's run: a new number each time
   * @return what an earlier reader has read first, by partition where there is any
   */
  default Map<Integer, ReadTo.First> begin(long run, Set<Integer> partitions) {
    return Map.of();
  }

  /**
   * Reports the first records of partitions that a job without a checkpoint reads, before they are
   * passed on. When this returns, each later reader finds where these partitions begin.
   *
   * @param read by partition
   */
  default void first(Map<Integer, ReadTo> read) {}

  /**
   * These positions have been read, but may not be in the store yet: the next complete checkpoint,
   * or the pipeline's watermark if it advances, proves that they are. Each call replaces the one
   * before.
   *
   * @param read by partition
   */
  default void read(Map<Integer, ReadTo> read) {}

  @Override
  default void close() {}
}
