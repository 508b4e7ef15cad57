package io.twinstream.offline.log;

import static io.twinstream.features.definition.FieldType.STRING;
import static io.twinstream.features.definition.FieldType.TIMESTAMP;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.archive.Accounting;
import io.twinstream.offline.log.archive.Accounting.ViewAccounting;
import io.twinstream.offline.log.archive.AccountingReader;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.offline.log.table.EventTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountingTest {
  @TempDir Path archive;
  @TempDir Path deadLetters;

  private final List<Event> events = new ArrayList<>();
  private final List<DeadLetter> dead = new ArrayList<>();

  @Test
  void everyClassIsCountedFromPositions() throws IOException {
    write(true);
    Accounting accounting = read(true, OptionalLong.empty());
    assertThat(accounting.in(), is(10L));
    assertThat(accounting.accepted(), is(7L));
    assertThat(accounting.deadLetters(), is(Map.of(Reason.MALFORMED, 2L, Reason.MISSING_KEY, 1L)));
    assertThat(accounting.views().get("cards@1"), is(new ViewAccounting(4, 2, 1, 2)));
    assertThat(accounting.views().get("users@1"), is(new ViewAccounting(1, 0, 6, 0)));
    assertThat(accounting.problems(), is(List.of()));
    assertThat(accounting.holds(), is(true));
  }

  @Test
  void withoutDedupeDuplicatesContribute() throws IOException {
    write(true);
    Accounting accounting = read(false, OptionalLong.of(10));
    assertThat(accounting.views().get("cards@1"), is(new ViewAccounting(6, 0, 1, 2)));
    assertThat(accounting.holds(), is(true));
  }

  @Test
  void lostRecordIsNoticed() throws IOException {
    write(false);
    Accounting accounting = read(true, OptionalLong.empty());
    assertThat(accounting.problems(), contains(containsString("in 10 is not accepted 6 + dead")));
    assertThat(read(true, OptionalLong.of(11)).holds(), is(false));
  }

  @Test
  void recordThatIsBothIsNoticed() throws IOException {
    write(true);
    DeadLetter twice =
        DeadLetter.of("txn", events.get(0).position(), 0, Reason.LATE, "", new byte[0]);
    DeadLetterTable.writer(deadLetters).write(List.of(twice));
    assertThat(read(true, OptionalLong.of(11)).problems(), contains(containsString("both")));
  }

  @Test
  void nothingIsNothing() {
    Accounting accounting = read(true, OptionalLong.empty());
    assertThat(accounting.in() + accounting.accepted() + accounting.dead(), is(0L));
    assertThat(accounting.holds(), is(true));
  }

  private void write(boolean all) throws IOException {
    String[] records = {
      "{\"id\":\"a\",\"card\":\"c\",\"ts\":1}",
      "{\"id\":\"a\",\"card\":\"c\",\"ts\":1}", // duplicate
      "nonsense",
      "{\"id\":\"a\",\"card\":\"c\",\"ts\":2}", // conflict
      "{\"id\":\"b\",\"card\":\"c\",\"ts\":2}",
      "{\"id\":\"b\",\"card\":\"c\",\"ts\":2}", // duplicate
      "{\"id\":\"d\",\"user\":\"u\",\"ts\":2}", // no card
      "{\"id\":\"e\",\"ts\":2}", // no key at all
      "{\"id\":\"f\",\"card\":\"c\",\"ts\":9}",
      "{"
    };
    EventDecoder decoder =
        EventDecoders.live(project(true).source("txn"), Set.of("card", "user"), 1000);
    for (int i = 0; i < records.length; i++) {
      byte[] bytes = records[i].getBytes(StandardCharsets.UTF_8);
      // The first five in one partition, the others in another that does not begin at 0.
      Position position = new Position("txn", i / 5, i < 5 ? i : 100 + i);
      add(decoder.decode(new RawRecord(position, 5, bytes)));
    }
    List<Event> kept = all ? events : new ArrayList<>(events);
    if (!all) {
      kept.remove(1);
    }
    EventTable.writer(archive, project(true).source("txn")).write(kept);
    EventTable.writer(archive, project(true).source("txn")).write(kept.subList(2, 5)); // again
    DeadLetterTable.writer(deadLetters).write(dead);
    DeadLetterTable.writer(deadLetters)
        .write(
            List.of(
                DeadLetter.of("other", new Position("o", 0, 0), 0, Reason.LATE, "", new byte[0])));
  }

  private void add(Decoded decoded) {
    if (decoded instanceof Event event) {
      events.add(event);
    } else {
      dead.add((DeadLetter) decoded);
    }
  }

  private Accounting read(boolean dedupe, OptionalLong in) {
    return AccountingReader.of(project(dedupe), archive, deadLetters).read("txn", in);
  }

  private static Project project(boolean dedupe) {
    Source plain =
        Sources.source(
            "txn",
            "id",
            "ts",
            HistoryMapping.DEFAULT,
            "id",
            STRING,
            "card",
            STRING,
            "user",
            STRING,
            "ts",
            TIMESTAMP);
    Source source =
        new Source(
            plain.name(),
            plain.topic(),
            plain.schema(),
            plain.eventTime(),
            plain.eventId(),
            dedupe,
            plain.resolution(),
            plain.maxFutureSkew(),
            plain.maxLateness(),
            plain.maxKnownDisorder(),
            plain.history());
    return new Project(
        "p",
        Map.of("txn", source),
        Map.of("card", new Entity("card", "card"), "user", new Entity("user", "user")),
        Map.of("cards@1", view("cards", "card"), "users@1", view("users", "user")),
        Map.of(),
        Map.of());
  }

  private static View view(String name, String entity) {
    return new View(
        name,
        1,
        entity,
        "txn",
        Optional.empty(),
        View.DEFAULT_FRESHNESS,
        "",
        List.of(),
        List.of(),
        View.DEFAULT_RECENT_IDENTITIES);
  }
}
