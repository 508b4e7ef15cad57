package io.twinstream.pipelines.kafka;

import java.io.Serializable;
import java.util.Map;

/**
 * Is told how far a topic's partitions are, when everything before is in a complete checkpoint: in
 * all states, and written to wherever they go.
 */
public interface PositionReport extends AutoCloseable {
  /** Tells nobody. */
  PositionReport NONE = next -> {};

  /** What travels to the workers instead of a report. */
  @FunctionalInterface
  interface Factory extends Serializable {
    PositionReport open();
  }

  /**
   * All below has been taken in.
   *
   * @param next by partition, the first offset that has not
   */
  void complete(Map<Integer, Long> next);

  @Override
  default void close() {}
}
