package io.twinstream.stores;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * How far the events of topics are in generations. Partitions are named {@code topic/partition}.
 */
public interface ProgressStore {
  /** Publishes the progress of a generation's pipeline unconditionally: it may go back. */
  CompletionStage<Void> publish(Generation generation, Progress progress);

  /** Returns the published progress of a generation's pipeline; empty if it was never published. */
  CompletionStage<Optional<Progress>> published(Generation generation);

  /**
   * Records where topics begin in a generation. Partitions that are not named stay unchanged.
   *
   * @param first by partition, the first offset whose record is in it
   */
  CompletionStage<Void> beginsAt(Generation generation, Map<String, Long> first);

  /**
   * Returns where topics begin in a generation; empty if that was not recorded, as for a load of
   * files.
   */
  CompletionStage<Map<String, Long>> beginsAt(Generation generation);

  /**
   * Publishes up to which offsets topics are in a generation; they may go back. Partitions that are
   * not named keep their positions.
   *
   * @param positions by partition
   */
  CompletionStage<Void> publish(Generation generation, Map<String, TopicPosition> positions);

  /** Returns up to which offsets topics are in a generation, by partition. */
  CompletionStage<Map<String, TopicPosition>> positions(Generation generation);

  /**
   * Records that new readers of partitions start. What earlier readers of these partitions have
   * published, or still publish, is ignored from now on.
   *
   * @param read by partition, with the run of its reader
   */
  CompletionStage<Void> beginRead(Generation generation, Map<String, ReadTo> read);

  /**
   * Publishes how far a job has read topics; this may go back. Partitions that are not named stay
   * unchanged.
   *
   * @param read by partition
   */
  CompletionStage<Void> publishRead(Generation generation, Map<String, ReadTo> read);

  /**
   * Returns how far the readers that started last have read topics, by partition: nothing where an
   * earlier reader has published since.
   */
  CompletionStage<Map<String, ReadTo>> readTo(Generation generation);
}
