package io.twinstream.pipelines.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.local.Installation;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.StateDirectory;
import io.twinstream.local.Supervisor;
import io.twinstream.stores.TopicPosition;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A topic that was given more partitions than its job reads. */
@Tag("slow")
@Timeout(120)
class NewPartitionsTest {
  private static final long LONG_ENOUGH_MS = 2_000;

  @TempDir Path folder;

  @Test
  void nobodySaysThatNothingIsMissingOfATopicWhichIsReadInPart() throws Exception {
    try (Supervisor supervisor = new Supervisor(StateDirectory.at(folder.resolve("kafka")))) {
      KafkaBroker broker = KafkaBroker.start(supervisor, Installation.find());
      broker.createTopic("t", 2, Map.of());
      assertThat(completeAt(broker, 2), is(greaterThan(Long.MIN_VALUE)));
      assertThat(completeAt(broker, 1), is(Long.MIN_VALUE));
    }
  }

  /** What a reader of the first partition says; the minimum if it says nothing for a while. */
  private static long completeAt(KafkaBroker broker, int partitionCount) throws Exception {
    Map<Integer, TopicPosition> said = new HashMap<>();
    TopicRead read =
        new TopicRead(
            broker.bootstrapServers(),
            "t",
            partitionCount,
            new TreeMap<>(Map.of(0, TopicRead.EARLIEST)),
            new TreeMap<>(),
            0,
            false,
            new TreeMap<>(),
            Clock.systemUTC());
    TopicSource source = new TopicSource(read, () -> said::putAll);
    try (var reader = source.createReader(PipelineOptionsFactory.create(), null)) {
      reader.start();
      long known = System.nanoTime();
      while (completeAt(said) == Long.MIN_VALUE
          && System.nanoTime() - known < LONG_ENOUGH_MS * 1_000_000) {
        reader.advance();
        var mark = (TopicMark) reader.getCheckpointMark();
        if (mark.next().get(0) < 0) {
          known = System.nanoTime(); // it has not been heard of the log yet
        }
        mark.finalizeCheckpoint();
      }
    }
    return completeAt(said);
  }

  private static long completeAt(Map<Integer, TopicPosition> said) {
    return said.getOrDefault(0, new TopicPosition(0, Long.MIN_VALUE)).completeAt();
  }
}
