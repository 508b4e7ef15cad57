package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFenceTest {
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

  @BeforeEach
  void write() throws Exception {
    archive = folder.resolve("events");
    letters = folder.resolve("letters");
    List<Event> events = new ArrayList<>();
    for (long offset : new long[] {5, 6, 8, 9, 11}) {
      events.add(event(0, offset));
    }
    events.add(event(2, 0));
    EventTable.writer(archive, SOURCE).write(events);
    DeadLetter dead =
        new DeadLetter(
            "s", new Position("topic", 0, 7), 7_000, Reason.MALFORMED, "", new byte[0], 0, "");
    DeadLetterTable.writer(letters).write(List.of(dead));
  }

  @Test
  void theFirstMissingOffsetOfEachPartitionIsTheFence() {
    ArchiveFence fence = ArchiveFence.of(archive, letters, "topic");
    assertThat(fence.next(), is(Map.of(0, 10L, 2, 1L)));
    assertThat(fence.known(), is(Map.of(0, 9_000L, 2, 0L)));
    assertThat(fence.repeated(), is(false));
  }

  @Test
  void anArchiveSaysSinceWhenItHasEventsOfATopic() {
    assertThat(ArchiveFence.earliest(archive, "topic"), is(OptionalLong.of(0)));
    assertThat(ArchiveFence.earliest(archive, "another"), is(OptionalLong.empty()));
  }

  @Test
  void withoutTheDeadLettersTheirOffsetsAreMissing() {
    ArchiveFence fence = ArchiveFence.of(archive, folder.resolve("none"), "topic");
    assertThat(fence.next(), is(Map.of(0, 7L, 2, 1L)));
  }

  @Test
  void eventsThatWereWrittenAgainAreNoticed() throws Exception {
    EventTable.writer(archive, SOURCE).write(List.of(event(0, 6), event(0, 8)));
    ArchiveFence fence = ArchiveFence.of(archive, letters, "topic");
    assertThat(fence.next(), is(Map.of(0, 10L, 2, 1L)));
    assertThat(fence.repeated(), is(true));
  }

  @Test
  void noArchiveIsAnError() {
    assertThrows(HistoryException.class, () -> ArchiveFence.of(letters.resolve("x"), letters, "t"));
  }

  private static Event event(int partition, long offset) {
    long known = offset * 1_000;
    return new Event(
        new Position("topic", partition, offset),
        known,
        known,
        "",
        offset,
        new long[] {known},
        new String[1],
        new boolean[] {true});
  }
}
