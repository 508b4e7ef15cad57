package io.twinstream.pipelines.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.event.TopicId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class TopicSourceTest {
  private static final TopicId TOPIC = new TopicId("t", "one");

  @Test
  void thereAreNoMoreSplitsThanSubtasksHoweverThePartitionsDivide() {
    assertThat(split(5, 2), is(List.of("t[0, 2, 4]", "t[1, 3]")));
    assertThat(split(2, 4), is(List.of("t[0]", "t[1]")));
    assertThat(split(3, 1), is(List.of("t[0, 1, 2]")));
  }

  @Test
  void aCheckpointOfOtherPartitionsIsRefused() {
    TopicMark mark = new TopicMark(TOPIC, Map.of(0, 5L), Map.of(0, 7L));
    var thrown =
        assertThrows(
            IllegalStateException.class,
            () -> source(2).createReader(PipelineOptionsFactory.create(), mark));
    assertThat(thrown.getMessage(), containsString("partitions [0] of topic 't'"));
  }

  @Test
  void aCheckpointOfAnotherTopicOfTheNameIsRefused() {
    TopicMark mark = new TopicMark(new TopicId("t", "other"), Map.of(0, 5L, 1, 6L), Map.of());
    var thrown =
        assertThrows(
            IllegalStateException.class,
            () -> source(2).createReader(PipelineOptionsFactory.create(), mark));
    assertThat(thrown.getMessage(), containsString("topic 't' was deleted and created again"));
  }

  @Test
  void marksKeepPositionsAndKnownTimes() throws Exception {
    TopicMark mark =
        new TopicMark(
            TOPIC, Map.of(0, 1L << 40, 7, TopicRead.EARLIEST), Map.of(0, Long.MIN_VALUE, 7, 1L));
    byte[] bytes = CoderUtils.encodeToByteArray(TopicMark.CODER, mark);
    assertThat(CoderUtils.decodeFromByteArray(TopicMark.CODER, bytes), is(mark));
  }

  /** A split is part of checkpoints, and brokers and stores may have moved before a restore. */
  @Test
  void aSplitCarriesNoAddress() {
    BrokerOptions options = PipelineOptionsFactory.as(BrokerOptions.class);
    options.setKafka("broker.example:9092");
    byte[] split = SerializableUtils.serializeToByteArray(source(2).split(1, options).get(0));
    assertThat(new String(split, ISO_8859_1), not(containsString("example")));
  }

  private static List<String> split(int partitions, int subtasks) {
    return SerializableUtils.clone(source(partitions))
        .split(subtasks, PipelineOptionsFactory.create())
        .stream()
        .map(TopicSource::toString)
        .toList();
  }

  private static TopicSource source(int partitions) {
    TreeMap<Integer, Long> begin = new TreeMap<>();
    for (int i = 0; i < partitions; i++) {
      begin.put(i, TopicRead.EARLIEST);
    }
    return new TopicSource(
        new TopicRead(TOPIC, partitions, begin, new TreeMap<>(), false, Clock.systemUTC()),
        options -> PositionReport.NONE);
  }
}
