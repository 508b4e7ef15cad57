package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import io.twinstream.features.event.Skipped;
import io.twinstream.features.event.TopicId;
import io.twinstream.offline.log.archive.ArchiveFence;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.offline.log.archive.RepeatedOffsets;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.offline.log.table.SkippedTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFenceTest {
  private static final TopicId TOPIC = new TopicId("topic", "one");
  private static final Source SOURCE =
      new Source(
          "s",
          "topic",
          new Schema(List.of(new Field("time", FieldType.TIMESTAMP))),
          "time",
          Optional.empty(),
          false,
          Duration.ofMillis(1),
          Duration.ofMinutes(1),
          Duration.ofDays(1),
          Duration.ZERO,
          HistoryMapping.DEFAULT);

  @TempDir Path folder;
  private Path archive;
  private Path letters;
  private Path skipped;

  @BeforeEach
  void write() throws Exception {
    archive = folder.resolve("events");
    letters = folder.resolve("letters");
    skipped = folder.resolve("skipped");
    List<Event> events = new ArrayList<>();
    for (long offset : new long[] {5, 6, 8, 9, 11}) {
      events.add(event(0, offset));
    }
    events.add(event(2, 0));
    EventTable.writer(archive, SOURCE).write(events);
    DeadLetter dead =
        DeadLetter.of(
            "s", new Position(TOPIC.toString(), 0, 7), 7_000, Reason.MALFORMED, "", new byte[0]);
    DeadLetterTable.writer(letters).write(List.of(dead));
  }

  @Test
  void theFirstMissingOffsetOfEachPartitionIsTheFence() {
    ArchiveFence fence = ArchiveFence.of(archive, letters, skipped, TOPIC, "s");
    assertThat(fence.first(), is(Map.of(0, 5L, 2, 0L)));
    assertThat(fence.next(), is(Map.of(0, 10L, 2, 1L)));
    assertThat(fence.known(), is(Map.of(0, 9_000L, 2, 0L)));
    assertThat(fence.repeated(), is(RepeatedOffsets.NONE));
  }

  @Test
  void anArchiveSaysSinceWhenItHasEventsOfATopic() {
    assertThat(ArchiveFence.earliest(archive, TOPIC), is(Map.of(0, 5_000L, 2, 0L)));
    assertThat(ArchiveFence.earliest(archive, new TopicId("topic", "other")), is(Map.of()));
  }

  @Test
  void withoutTheDeadLettersTheirOffsetsAreMissing() {
    ArchiveFence fence = ArchiveFence.of(archive, folder.resolve("none"), skipped, TOPIC, "s");
    assertThat(fence.next(), is(Map.of(0, 7L, 2, 1L)));
  }

  /** To another source of the topic this one's event at the offset is missing. */
  @Test
  void deadLettersOfAnotherSourceOfTheTopicAreNotTheSources() {
    ArchiveFence fence = ArchiveFence.of(archive, letters, skipped, TOPIC, "other");
    assertThat(fence.next(), is(Map.of(0, 7L, 2, 1L)));
  }

  /** Where transactions end, are aborted, or a value is missing. */
  @Test
  void offsetsThatHoldNothingAreNotMissing() throws Exception {
    var writer = SkippedTable.writer(skipped);
    writer.write(List.of(skipped(10, 1, 9_000), skipped(14, 3, 11_000)));
    writer.write(List.of(skipped(16, 4, 11_000))); // again, and then more, after a restore
    ArchiveFence fence = ArchiveFence.of(archive, letters, skipped, TOPIC, "s");
    assertThat(fence.next(), is(Map.of(0, 17L, 2, 1L)));
    assertThat(fence.known(), is(Map.of(0, 11_000L, 2, 0L)));
    writer.write(List.of(skipped(20, 3, Long.MIN_VALUE)));
    assertThat(ArchiveFence.of(archive, letters, skipped, TOPIC, "s").next().get(0), is(17L));
    assertThat(fence.repeated(), is(RepeatedOffsets.NONE));
  }

  private static Skipped skipped(long last, long count, long known) {
    return new Skipped(new Position(TOPIC.toString(), 0, last), count, known);
  }

  @Test
  void eventsThatWereWrittenAgainAreNoticed() throws Exception {
    EventTable.writer(archive, SOURCE).write(List.of(event(0, 6), event(0, 8)));
    ArchiveFence fence = ArchiveFence.of(archive, letters, skipped, TOPIC, "s");
    assertThat(fence.next(), is(Map.of(0, 10L, 2, 1L)));
    assertThat(fence.repeated(), is(inPartition0(Map.of(0L, 1_024L))));
    assertThat(fence.repeated().contains(0, 6), is(true));
    assertThat(fence.repeated().contains(2, 0), is(false));
  }

  /** So that what is written again at every restart is a few ranges. */
  @Test
  void blocksInARowAreOneRange() throws Exception {
    List<Event> twice = new ArrayList<>();
    for (long offset : new long[] {1_000, 1_030, 2_048, 9_000, 9_215, 9_216}) {
      twice.add(event(0, offset));
      twice.add(event(0, offset));
    }
    EventTable.writer(archive, SOURCE).write(twice);
    RepeatedOffsets repeated = ArchiveFence.of(archive, letters, skipped, TOPIC, "s").repeated();
    assertThat(repeated, is(inPartition0(Map.of(0L, 3_072L, 8_192L, 10_240L))));
    assertThat(repeated.contains(0, 3_071), is(true));
    assertThat(repeated.contains(0, 3_072), is(false));
    assertThat(RepeatedOffsets.block(3_071), is(2_048L));
  }

  private static RepeatedOffsets inPartition0(Map<Long, Long> ranges) {
    return new RepeatedOffsets(new TreeMap<>(Map.of(0, new TreeMap<>(ranges))));
  }

  /** Its offsets are of other records, however they look. */
  @Test
  void anArchiveOfADeletedTopicIsRefusedAndLeftOutBesideOneOfTheTopic() throws Exception {
    TopicId again = new TopicId("topic", "two");
    var thrown =
        assertThrows(
            HistoryException.class, () -> ArchiveFence.of(archive, letters, skipped, again, "s"));
    assertThat(thrown.getMessage(), containsString("of topic#one, and Kafka's topic 'topic'"));
    EventTable.writer(archive, SOURCE).write(List.of(event(again, 0, 0), event(again, 0, 1)));
    ArchiveFence fence = ArchiveFence.of(archive, letters, skipped, again, "s");
    assertThat(fence.next(), is(Map.of(0, 2L)));
    assertThat(fence.repeated(), is(RepeatedOffsets.NONE));
    assertThat(
        ArchiveFence.of(archive, letters, skipped, TOPIC, "s").next(), is(Map.of(0, 10L, 2, 1L)));
  }

  @Test
  void noArchiveIsAnError() {
    assertThrows(
        HistoryException.class,
        () -> ArchiveFence.of(letters.resolve("x"), letters, skipped, TOPIC, "s"));
  }

  private static Event event(int partition, long offset) {
    return event(TOPIC, partition, offset);
  }

  private static Event event(TopicId topic, int partition, long offset) {
    long known = offset * 1_000;
    return new Event(
        new Position(topic.toString(), partition, offset),
        known,
        known,
        "",
        offset,
        new long[] {known},
        new String[1],
        new boolean[] {true});
  }
}
