package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterTableTest {
  @TempDir Path directory;

  @Test
  void deadLettersAreReadBackOnceEach() throws IOException {
    TableWriter<DeadLetter> writer = DeadLetterTable.writer(directory);
    writer.write(List.of(dead(2, "two"), dead(1, "one")));
    writer.write(List.of(dead(2, "two"), dead(3, "")));
    List<DeadLetter> read = new ArrayList<>();
    DeadLetterTable.read(directory, read::add);
    assertThat(read, hasSize(3));
    for (int i = 0; i < 3; i++) {
      DeadLetter expected = dead(i + 1, List.of("one", "two", "").get(i));
      assertThat(read.get(i).payload(), is(expected.payload()));
      assertThat(
          read.get(i).toString().replaceAll("\\[B@\\w+", ""),
          is(expected.toString().replaceAll("\\[B@\\w+", "")));
    }
  }

  @Test
  void anotherRecordAtThePositionIsAnotherDeadLetter() throws IOException {
    TableWriter<DeadLetter> writer = DeadLetterTable.writer(directory);
    writer.write(List.of(dead(1, "one")));
    writer.write(List.of(dead(1, "another")));
    writer.write(List.of(dead(1, "one"), dead(2, "two")));
    List<DeadLetter> read = new ArrayList<>();
    DeadLetterTable.read(directory, read::add);
    assertThat(read, hasSize(3));
  }

  @Test
  void thoseWithoutATimeHaveNoDate() throws IOException {
    DeadLetterTable.writer(directory).write(List.of(dead(0, "none"), dead(86_400, "next day")));
    String dates =
        "SELECT string_agg(coalesce(event_date::VARCHAR, 'none'), ' ' ORDER BY _offset) || ' '"
            + " || any_value(typeof(event_date)) FROM "
            + Tables.distinctRows(directory);
    List<String> found = new ArrayList<>();
    try (Duck duck = new Duck()) {
      duck.query(dates, row -> found.add(row.getString(1)));
    }
    assertThat(found, is(List.of("none 1970-01-02 DATE")));
    List<DeadLetter> read = new ArrayList<>();
    DeadLetterTable.read(directory, read::add);
    assertThat(read, hasSize(2));
    assertThat(read.get(0).known(), is(0L));
  }

  @Test
  void tableThatIsNotThereHasNone() {
    DeadLetterTable.read(
        directory.resolve("nothing"),
        dead -> {
          throw new AssertionError(dead);
        });
  }

  private static DeadLetter dead(int offset, String payload) {
    byte[] bytes = (payload + "\u0000").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    bytes[bytes.length - 1] = (byte) 0xFF; // bytes, not text
    return DeadLetter.of(
        "txn", new Position("t'x", 3, offset), 1_000L * offset, Reason.MALFORMED, "d'oh", bytes);
  }
}
