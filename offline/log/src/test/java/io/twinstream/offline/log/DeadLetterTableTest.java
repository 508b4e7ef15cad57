package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.table.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  void theKeyAndTheTimestampOfTheRecordAreKept() throws IOException {
    Envelope envelope = new Envelope(new byte[] {1, 2}, 1_770_000_000_123L, List.of());
    DeadLetterTable.writer(directory)
        .write(
            List.of(
                dead(1, "keyed").withEnvelope(envelope),
                dead(2, "keyless").withEnvelope(new Envelope(null, 0, List.of())),
                dead(3, "of a file")));
    List<DeadLetter> read = new ArrayList<>();
    DeadLetterTable.read(directory, read::add);
    assertThat(read.get(0).envelope().key(), is(envelope.key()));
    assertThat(read.get(0).envelope().timestamp(), is(envelope.timestamp()));
    assertThat(read.get(1).envelope(), is(new Envelope(null, 0, List.of())));
    assertThat(read.get(2).envelope(), is(Envelope.NONE));
  }

  /** A line that is no row does not say when it was known: the rows before it do. */
  @Test
  void eachHasADateThatFollowsFromTheFile() throws IOException {
    Source source =
        Sources.source(
            "txn",
            null,
            "ts",
            Sources.mapping(Format.CSV, Map.of()),
            "k",
            FieldType.STRING,
            "ts",
            FieldType.TIMESTAMP);
    Path file =
        Files.writeString(
            directory.resolve("f.csv"),
            "k,ts\nfirst\na,2026-03-01\nb,2026-03-03\nc,2026-03-02\n\"d,e\nf,\ng,h\n");
    List<DeadLetter> letters = new ArrayList<>();
    for (Decoded decoded : Cursors.read(source, Set.of("k"), file)) {
      if (decoded instanceof DeadLetter dead) {
        letters.add(dead);
      }
    }
    assertThat(letters, hasSize(4));
    Path table = directory.resolve("table");
    DeadLetterTable.writer(table).write(letters);
    String dates =
        "SELECT string_agg(event_date || ' ' || _offset, ', ' ORDER BY _offset) || ' '"
            + " || any_value(typeof(event_date)) FROM "
            + DuckDbTables.distinctRows(table);
    List<String> found = new ArrayList<>();
    try (Duck duck = new Duck()) {
      duck.query(dates, row -> found.add(row.getString(1)));
    }
    assertThat(found, is(List.of("1970-01-01 0, 2026-03-03 4, 2026-03-03 5, 2026-03-03 6 DATE")));
    List<DeadLetter> read = new ArrayList<>();
    DeadLetterTable.read(table, read::add);
    assertThat(read.get(3).known(), is(letters.get(3).known()));
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
