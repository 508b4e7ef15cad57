package io.twinstream.pipelines.kafka;

import io.twinstream.features.event.RawRecord;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** A reader of a topic, called like a runner would, with a checkpoint after each step. */
final class RunningReader implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final TopicReader reader;
  private final Map<Integer, TopicPosition> complete = new HashMap<>();
  private final Map<Integer, ReadTo> readTo = new HashMap<>();
  private final Map<Integer, ReadTo.First> first;
  private final List<RawRecord> records = new ArrayList<>();
  private TopicMark mark;

  private RunningReader(String bootstrapServers, TopicRead read, Map<Integer, ReadTo.First> first) {
    this.first = first;
    TopicSource source = new TopicSource(read, options -> report());
    BrokerOptions options = PipelineOptionsFactory.as(BrokerOptions.class);
    options.setKafka(bootstrapServers);
    reader = (TopicReader) source.createReader(options, null);
  }

  static RunningReader start(String bootstrapServers, TopicRead read) throws IOException {
    return start(bootstrapServers, read, new HashMap<>());
  }

  /**
   * Without a checkpoint.
   *
   * @param first what earlier readers have read first, where they did: kept here
   */
  static RunningReader start(
      String bootstrapServers, TopicRead read, Map<Integer, ReadTo.First> first)
      throws IOException {
    RunningReader running = new RunningReader(bootstrapServers, read, first);
    running.step(running.reader.start());
    return running;
  }

  private PositionReport report() {
    return new PositionReport() {
      @Override
      public void complete(Map<Integer, TopicPosition> positions) {
        complete.putAll(positions);
      }

      @Override
      public Map<Integer, ReadTo.First> begin(long run, Set<Integer> partitions) {
        partitions.forEach(id -> readTo.put(id, ReadTo.nothing(run, ReadTo.First.NONE)));
        return Map.copyOf(first);
      }

      @Override
      public void first(Map<Integer, ReadTo> read) {
        read.forEach((partition, to) -> first.put(partition, to.first()));
      }

      @Override
      public void read(Map<Integer, ReadTo> read) {
        readTo.putAll(read);
      }
    };
  }

  private void step(boolean any) {
    if (any) {
      records.addAll(reader.getCurrent());
    }
    mark = reader.getCheckpointMark();
    mark.finalizeCheckpoint();
  }

  /** Reads until a condition holds; fails if it does not within a limit. */
  void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not so within %s: read %s, complete %s, watermark %s"
                .formatted(SOON, texts(), complete, reader.getWatermark()));
      }
      step(reader.advance());
    }
  }

  long next(int partition) {
    return mark.next().get(partition);
  }

  /** The instant up to which nothing of a partition is missing in the latest checkpoint. */
  long completeAt(int partition) {
    return complete
        .getOrDefault(partition, new TopicPosition(0, Long.MIN_VALUE, Long.MIN_VALUE))
        .completeAt();
  }

  /** The last reported position of a partition. */
  ReadTo readTo(int partition) {
    return readTo.get(partition);
  }

  long watermark() {
    return reader.getWatermark().getMillis();
  }

  List<RawRecord> records() {
    return records;
  }

  List<String> texts() {
    return records.stream()
        .filter(record -> record.payload() != null)
        .map(record -> new String(record.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void close() {
    reader.close();
  }
}
