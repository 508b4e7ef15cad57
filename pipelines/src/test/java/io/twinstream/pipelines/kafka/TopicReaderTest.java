package io.twinstream.pipelines.kafka;

import static io.twinstream.pipelines.kafka.SharedBroker.broker;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.event.RawRecord;
import io.twinstream.stores.ReadTo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests what is read of topics with open or aborted transactions, of replaced topics, and of topics
 * that grow.
 */
@Timeout(120)
@ExtendWith(SharedBroker.class)
class TopicReaderTest {
  /** Longer than several queries of the end, and than the margin of idle partitions. */
  private static final long LONG_ENOUGH_MS = KnownTime.IDLE_MARGIN_MS + 1_500;

  @Test
  void everyReaderSeesTheCommittedRecordsAndNoOthers() throws Exception {
    FreshTopic topic = FreshTopic.create(broker(), "all", 1);
    try (var producer = topic.transactional()) {
      FreshTopic.abort(producer, topic.record(1, "never"));
      FreshTopic.commit(producer, topic.record(2, "first"));
      FreshTopic.abort(producer, topic.record(3, "neither"));
      FreshTopic.commit(producer, topic.record(4, "last"));
    }
    Map<Integer, Long> ends = ends("all");
    assertThat(ends, is(Map.of(0, 8L))); // four records, and a marker of each transaction
    assertThat(CompactedTopic.keys(broker().bootstrapServers(), "all").size(), is(2));
    assertThat(
        FirstRecords.known(broker().bootstrapServers(), read("all"), ends, record -> true),
        is(Map.of(0, 2L)));
    List<String> log = new ArrayList<>();
    log("all", ends.get(0), Long.MIN_VALUE, false).forEach(record -> log.add(text(record)));
    assertThat(log, is(List.of("first", "last")));
    try (RunningReader reader = RunningReader.start(broker().bootstrapServers(), read("all"))) {
      reader.await(() -> reader.next(0) == 8);
      long skipped = reader.records().stream().mapToLong(RawRecord::skipped).sum();
      assertThat(skipped, is(6L)); // so that they do not count as missing
      assertThat(reader.texts(), is(List.of("first", "last")));
    }
  }

  /** The records that it holds back are missing, and have earlier timestamps when they are read. */
  @Test
  void anOpenTransactionIsLagAndHoldsTheWatermark() throws Exception {
    broker().createTopic("open", 1, Map.of("message.timestamp.type", "LogAppendTime"));
    FreshTopic topic = new FreshTopic(broker(), "open");
    try (var producer = topic.transactional();
        RunningReader reader = RunningReader.start(broker().bootstrapServers(), read("open"))) {
      reader.await(() -> reader.completeAt(0) > Long.MIN_VALUE);
      producer.beginTransaction();
      producer.send(topic.record(0, "later")).get();
      long opened = Clock.systemUTC().millis();
      topic.send(0, "behind it");
      assertThat(ends("open"), is(Map.of(0, 0L)));
      reader.await(() -> Clock.systemUTC().millis() > opened + LONG_ENOUGH_MS);
      long watermark = reader.watermark();
      assertThat(reader.completeAt(0), is(lessThanOrEqualTo(opened)));
      producer.commitTransaction();
      reader.await(() -> reader.completeAt(0) > opened);
      assertThat(reader.texts(), is(List.of("later", "behind it")));
      assertThat(reader.records().get(0).known(), is(greaterThanOrEqualTo(watermark)));
    }
  }

  @Test
  void aTopicThatIsCreatedAgainIsNotRead() throws Exception {
    FreshTopic topic = FreshTopic.create(broker(), "again", 1);
    topic.send(1, "a", "b");
    TopicRead read = read("again");
    try (RunningReader reader = RunningReader.start(broker().bootstrapServers(), read)) {
      reader.await(() -> reader.texts().size() == 2);
      topic.delete();
      topic = FreshTopic.create(broker(), "again", 1);
      topic.send(1, "c", "d", "e", "f");
      Exception thrown =
          assertThrows(IOException.class, () -> reader.await(() -> reader.next(0) > 4));
      assertThat(thrown.getMessage(), containsString("was deleted and created again"));
    }
    // Nor by a reader that continues from a checkpoint, or reads a range of the log.
    try (RunningReader reader = RunningReader.start(broker().bootstrapServers(), read)) {
      Exception thrown =
          assertThrows(IOException.class, () -> reader.await(() -> reader.next(0) > 0));
      assertThat(thrown.getMessage(), containsString("was deleted and created again"));
    }
    PartitionRange log =
        new PartitionRange(
            broker().bootstrapServers(), read.topic(), 0, 0, 2, Long.MIN_VALUE, false);
    Exception thrown = assertThrows(IllegalStateException.class, () -> log.forEach(record -> {}));
    assertThat(thrown.getMessage(), containsString("was deleted and created again"));
  }

  /** In every reader: a job, a rebuild, the search for the first record. */
  @Test
  void aRecordIsKnownNoEarlierThanThoseBeforeIt() throws Exception {
    FreshTopic topic = FreshTopic.create(broker(), "back", 1);
    topic.send(1_000, "a");
    topic.send(960, "b");
    topic.send(1_010, "c");
    List<Long> known = List.of(1_000L, 1_000L, 1_010L);
    try (RunningReader reader = RunningReader.start(broker().bootstrapServers(), read("back"))) {
      reader.await(() -> reader.texts().size() == 3);
      assertThat(reader.records().stream().map(RawRecord::known).toList(), is(known));
      List<Long> times = reader.records().stream().map(RawRecord::time).toList();
      assertThat(times, is(List.of(1_000L, 960L, 1_010L)));
      assertThat(reader.watermark(), is(1_010L));
    }
    List<RawRecord> log = new ArrayList<>();
    log("back", 3, Long.MIN_VALUE, false).forEach(log::add);
    assertThat(log.stream().map(RawRecord::known).toList(), is(known));
    log.clear();
    log("back", 3, 2_000, true).forEach(log::add); // the archive below it has a later known time
    assertThat(log.stream().map(RawRecord::known).toList(), is(List.of(2_000L, 2_000L, 2_000L)));
    assertThat(log.stream().map(RawRecord::time).toList(), is(List.of(2_000L, 2_000L, 2_000L)));
    Map<Integer, Long> first =
        FirstRecords.known(
            broker().bootstrapServers(),
            read("back"),
            ends("back"),
            record -> record.position().offset() == 1);
    assertThat(first, is(Map.of(0, 1_000L)));
  }

  /** The watermark then follows the clock, whatever is still unread. */
  @Test
  void aTimeFarAheadIsReportedAndProvesNothing() throws Exception {
    FreshTopic topic = FreshTopic.create(broker(), "ahead", 1);
    long day = Duration.ofDays(1).toMillis();
    topic.send(Clock.systemUTC().millis() + day, "a");
    try (RunningReader reader = RunningReader.start(broker().bootstrapServers(), read("ahead"))) {
      reader.await(() -> reader.readTo(0).at() > Long.MIN_VALUE && reader.texts().size() == 1);
      reader.await(() -> reader.readTo(0).ahead() > day / 2);
      long sent = Clock.systemUTC().millis();
      topic.send(sent, "b");
      while (reader.watermark() <= sent) {
        Thread.onSpinWait();
      }
      assertThat(reader.readTo(0).at(), is(lessThanOrEqualTo(sent)));
      assertThat(reader.readTo(0).watermark(), is(lessThanOrEqualTo(sent)));
      reader.await(() -> reader.readTo(0).at() > sent);
      assertThat(reader.texts(), is(List.of("a", "b")));
    }
  }

  /** As stamped by a broker whose clock was set back. */
  @Test
  void aRecordFromBeforeTheWatermarkFailsTheJob() throws Exception {
    FreshTopic topic = FreshTopic.create(broker(), "late", 1);
    TopicRead plain = read("late");
    TopicRead stamped =
        new TopicRead(
            plain.topic(),
            plain.partitionCount(),
            plain.begin(),
            plain.known(),
            true,
            plain.clock());
    try (RunningReader reader = RunningReader.start(broker().bootstrapServers(), stamped)) {
      reader.await(() -> reader.watermark() > 1_000_000);
      topic.send(999_999, "a");
      Exception thrown =
          assertThrows(IOException.class, () -> reader.await(() -> reader.next(0) > 0));
      assertThat(
          thrown.getMessage(), containsString("/0@0 has the known time 1970-01-01T00:16:39.999Z"));
      assertThat(thrown.getMessage(), containsString("clocks"));
    }
    try (RunningReader reader =
        RunningReader.start(broker().bootstrapServers(), stamped)) { // from its checkpoint
      reader.await(() -> reader.texts().equals(List.of("a")));
    }
  }

  /** By retention, while a job is paused or does not run. */
  @Test
  void recordsThatWereDeletedBeforeTheyWereReadFailTheJobWithTheirNumber() throws Exception {
    FreshTopic topic = FreshTopic.create(broker(), "trimmed", 1);
    topic.send(1, "a", "b");
    TopicRead fromThird = topic.read(2, Map.of(0, 1L)); // an archive has those before
    topic.send(2, "c", "d", "e", "f");
    topic.deleteRecordsBelow(2);
    try (RunningReader reader = RunningReader.start(broker().bootstrapServers(), fromThird)) {
      reader.await(() -> reader.texts().size() == 4); // none of its records was deleted
    }
    topic.deleteRecordsBelow(5);
    try (RunningReader reader = RunningReader.start(broker().bootstrapServers(), fromThird)) {
      Exception thrown =
          assertThrows(IOException.class, () -> reader.await(() -> reader.next(0) > 2));
      assertThat(
          thrown.getMessage(),
          containsString(
              "3 offsets of topic 'trimmed' are gone from Kafka: of partition 0, offsets 2 to"
                  + " 4"));
      assertThat(thrown.getMessage(), containsString("start a fresh job"));
    }
  }

  /** By retention, between the start of a job and its first record. */
  @Test
  void aJobThatHasReadNothingBeginsWhereTheLogDoesByThen() throws Exception {
    FreshTopic topic = FreshTopic.create(broker(), "cut", 1);
    topic.send(1, "a", "b", "c");
    TopicRead planned = topic.read(0, Map.of());
    topic.deleteRecordsBelow(2);
    Map<Integer, ReadTo.First> first = new HashMap<>();
    String kafka = broker().bootstrapServers();
    try (RunningReader reader = RunningReader.start(kafka, planned, first)) {
      reader.await(() -> reader.texts().equals(List.of("c")));
      assertThat(first, is(Map.of(0, new ReadTo.First(2, 1))));
      assertThat(reader.records().stream().mapToLong(RawRecord::skipped).sum(), is(0L));
      reader.await(() -> reader.readTo(0).at() > Long.MIN_VALUE);
      assertThat(reader.readTo(0).first(), is(first.get(0)));
    }
    topic.send(2, "d");
    try (RunningReader reader = RunningReader.start(kafka, planned, first)) {
      reader.await(() -> reader.texts().equals(List.of("c", "d")));
    }
    topic.deleteRecordsBelow(3); // states of it may be stored
    try (RunningReader reader = RunningReader.start(kafka, planned, first)) {
      Exception thrown =
          assertThrows(IOException.class, () -> reader.await(() -> reader.next(0) > 3));
      assertThat(thrown.getMessage(), containsString("of partition 0, offsets 2 to 2"));
    }
    assertThat(first, is(Map.of(0, new ReadTo.First(2, 1))));
  }

  @Test
  void nothingIsCompleteOnceATopicHasPartitionsThatAreNotRead() throws Exception {
    FreshTopic topic = FreshTopic.create(broker(), "grows", 1);
    try (RunningReader reader = RunningReader.start(broker().bootstrapServers(), read("grows"))) {
      long started = Clock.systemUTC().millis();
      reader.await(() -> reader.completeAt(0) > started);
      topic.addPartitions(2);
      long added = Clock.systemUTC().millis();
      topic.send(added + 1, "a");
      reader.await(() -> Clock.systemUTC().millis() > added + LONG_ENOUGH_MS);
      long watermark = reader.watermark();
      topic.send(added + 2_000, "b");
      reader.await(() -> reader.texts().contains("b"));
      assertThat(reader.completeAt(0), is(lessThanOrEqualTo(added)));
      assertThat(reader.watermark(), is(watermark));
    }
  }

  private static PartitionRange log(String topic, long end, long known, boolean logAppendTime) {
    return new PartitionRange(
        broker().bootstrapServers(), read(topic).topic(), 0, 0, end, known, logAppendTime);
  }

  private static Map<Integer, Long> ends(String topic) {
    return new FreshTopic(broker(), topic).ends();
  }

  private static TopicRead read(String topic) {
    return new FreshTopic(broker(), topic).read();
  }

  private static String text(RawRecord record) {
    return new String(record.payload(), StandardCharsets.UTF_8);
  }
}
