package io.twinstream.verify.leak;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.time.Zone;
import io.twinstream.verify.leak.HandMadeSet.Leak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests correct training sets, and some with values that were not known yet. */
class LeakCheckTest {
  private static final String DEFINITIONS =
      """
      project: shop
      sources:
        orders:
          topic: orders
          event_time: time
          event_id: id
          fields: {id: string, user: string, amount: decimal(2), fraud: long, time: timestamp}
          history: {format: csv}
      entities: {user: {key: user}}
      views:
        user_orders@1:
          entity: user
          source: orders
          aggregations:
            - {name: count_1h, function: count, windows: 1h, hop: 1m}
            - {name: frauds_1h, function: sum, field: fraud, windows: 1h, hop: 1m}
      services:
        buy@1: {features: [user_orders.*]}
      """;

  private static final String OF_TWO_SOURCES =
      DEFINITIONS
          .replace(
              "entities:",
              """
                refunds:
                  topic: refunds
                  event_time: time
                  fields: {user: string, time: timestamp}
              entities:\
              """)
          .replace(
              "services:",
              """
                user_refunds@1:
                  entity: user
                  source: refunds
                  aggregations:
                    - {name: refunds_1h, function: count, windows: 1h, hop: 1m}
              services:\
              """)
          .replace("[user_orders.*]", "[user_orders.*, user_refunds.*]");

  @TempDir Path folder;
  private Project project;
  private String file = "orders.csv";
  private Optional<String> time = Optional.empty();
  private Optional<Zone> zone = Optional.empty();
  private Optional<String> pattern = Optional.empty();

  @BeforeEach
  void history() throws IOException {
    Path file = Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS);
    project = Definitions.load(file);
    Random random = new Random(5);
    StringBuilder orders = new StringBuilder("id,user,amount,fraud,time\n");
    for (int i = 0; i < 600; i++) {
      String user = "u" + random.nextInt(12);
      Instant time = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(i * 60L + i % 7);
      int fraud = random.nextInt(4) == 0 ? 1 : 0;
      orders.append("o%d,%s,1.00,%d,%s\n".formatted(i, user, fraud, time));
    }
    Files.writeString(folder.resolve("orders.csv"), orders);
  }

  @Test
  void valuesOfWhatWasKnownHold() throws Exception {
    LeakReport report = check(make(Leak.NONE));
    assertThat(report.lines().toString(), report.holds(), is(true));
    assertThat(report.rows(), is(100));
    LatestValues latest = report.latest().orElseThrow();
    assertThat(latest.rows(), is(600L));
    assertThat(latest.differing(), greaterThan(300L));
  }

  @Test
  void featuresOfEnrichedSourcesAreCheckedToo() throws Exception {
    String enriched =
        DEFINITIONS
            .replace("{format: csv}", "{format: csv, assume_known: ts}")
            .replace(
                "entities:", "  orders_plus: {from: orders, with: {of: user_orders@1}}\nentities:")
            .replace(
                "services:",
                """
                  user_plus@1:
                    entity: user
                    source: orders_plus
                    aggregations:
                      - {name: before_1h, function: sum, field: of.count_1h, windows: 1h, hop: 1m}
                      - {name: most_1h, function: max, field: of.count_1h, windows: 1h, hop: 1m}
                services:\
                """)
            .replace("[user_orders.*]", "[user_plus.*]");
    Path file = folder.resolve("shop.yaml");
    Files.writeString(file, enriched);
    project = Definitions.load(file);
    LeakReport report = check(make(Leak.NONE));
    assertThat(report.lines().toString(), report.holds(), is(true));
    assertThat(report.latest().orElseThrow().differing(), greaterThan(300L));
    assertThat(check(make(Leak.FUTURE)).holds(), is(false));
    assertThat(check(make(Leak.OWN_EVENT)).holds(), is(false));
    Files.writeString(file, enriched.replace(", assume_known: ts", ""));
    project = Definitions.load(file);
    Exception refused = assertThrows(IllegalArgumentException.class, () -> check(make(Leak.NONE)));
    assertThat(refused.getMessage(), containsString("whose history has no known times"));
  }

  @Test
  void aFeatureThatIsAFieldOfTheRequestIsReadAsBoth() throws Exception {
    String request = "buy@1: {request: {amount: decimal(2)}, features: [request.amount, ";
    Path file = folder.resolve("shop.yaml");
    Files.writeString(file, DEFINITIONS.replace("buy@1: {features: [", request));
    project = Definitions.load(file);
    Path orders = folder.resolve("orders.csv");
    String[] lines = Files.readString(orders).split("\n");
    for (int i = 1; i < lines.length; i++) {
      // of many sizes, those whose text has an exponent among them; some are missing
      String amount = i % 5 == 0 ? "" : i * (i % 3 == 0 ? 123_456L : 1) + "." + (10 + i % 90);
      lines[i] = lines[i].replace(",1.00,", "," + amount + ",");
    }
    Files.writeString(orders, String.join("\n", lines) + "\n");
    LeakReport report = check(make(Leak.NONE));
    assertThat(report.lines().toString(), report.holds(), is(true));
    assertThat(report.latest().orElseThrow().rows(), is(600L));
  }

  @Test
  void aRowThatSawItsOwnEventIsFound() throws Exception {
    LeakReport report = check(make(Leak.OWN_EVENT));
    assertThat(report.holds(), is(false));
    assertThat(report.lines().get(1), containsString("from the events known then"));
  }

  /** As at the time of a decision, a minute after the order: the row names it all the same. */
  @Test
  void aLaterRowThatSawItsOwnEventIsFound() throws Exception {
    Path file = folder.resolve("shop.yaml");
    String decided = DEFINITIONS.replace("time: timestamp}", "time: timestamp, at: timestamp}");
    Files.writeString(file, decided);
    project = Definitions.load(file);
    Path orders = folder.resolve("orders.csv");
    String[] lines = Files.readString(orders).split("\n");
    lines[0] += ",at";
    for (int i = 1; i < lines.length; i++) {
      lines[i] += "," + Instant.parse(lines[i].split(",")[4]).plusSeconds(61);
    }
    Files.writeString(orders, String.join("\n", lines) + "\n");
    time = Optional.of("at");
    LeakReport right = check(make(Leak.NONE));
    assertThat(right.lines().toString(), right.holds(), is(true));
    assertThat(check(make(Leak.OWN_EVENT)).holds(), is(false));
  }

  /** The footer of the training set has the form of its times. */
  @Test
  void timesThatAreOtherwiseWrittenAreReadAsTheyWere() throws Exception {
    DateTimeFormatter written =
        DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm:ss").withZone(ZoneId.of("+05:00"));
    String[] lines = Files.readString(folder.resolve("orders.csv")).split("\n");
    lines[0] = lines[0].replace("time", "at");
    for (int i = 1; i < lines.length; i++) {
      int last = lines[i].lastIndexOf(',') + 1;
      String at = written.format(Instant.parse(lines[i].substring(last)));
      lines[i] = lines[i].substring(0, last) + at;
    }
    file = "labels.csv";
    Files.writeString(folder.resolve(file), String.join("\n", lines) + "\n");
    time = Optional.of("at");
    zone = Optional.of(Zone.of("+05:00"));
    pattern = Optional.of("dd.MM.yyyy HH:mm:ss");
    LeakReport right = check(make(Leak.NONE));
    assertThat(right.lines().toString(), right.holds(), is(true));
  }

  @Test
  void aRowThatSawTheFutureIsFound() throws Exception {
    assertThat(check(make(Leak.FUTURE)).holds(), is(false));
  }

  /** The resolution decides which tile an event is in, and never when it was known. */
  @Test
  void aRowThatSawAnEventAtItsFlooredTimeIsFound() throws Exception {
    Path file = folder.resolve("shop.yaml");
    Files.writeString(
        file, DEFINITIONS.replace("event_id: id\n", "event_id: id\n    resolution: 1m\n"));
    project = Definitions.load(file);
    LeakReport right = check(make(Leak.NONE));
    assertThat(right.lines().toString(), right.holds(), is(true));
    assertThat(check(make(Leak.FLOORED_TIME)).holds(), is(false));
  }

  @Test
  void aTrainingSetOfOtherDefinitionsIsRefused() throws Exception {
    Path set = make(Leak.NONE);
    Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS.replace("hop: 1m", "hop: 5m"));
    project = Definitions.load(folder.resolve("shop.yaml"));
    String refusal = assertThrows(IllegalArgumentException.class, () -> check(set)).getMessage();
    assertThat(refusal, containsString("fingerprint"));
  }

  @Test
  void whoseEventsTheRowsAreTheTrainingSetSays() throws Exception {
    Path set = make(Leak.NONE);
    Files.writeString(folder.resolve("shop.yaml"), OF_TWO_SOURCES);
    project = Definitions.load(folder.resolve("shop.yaml"));
    String missing = assertThrows(IllegalArgumentException.class, () -> check(set)).getMessage();
    assertThat(missing, containsString("add --history refunds=PATH"));
    String orders = folder.resolve("orders.csv").toString();
    Map<String, String> history = Map.of("orders", orders, "refunds", orders);
    String other =
        assertThrows(IllegalArgumentException.class, () -> check(set, history)).getMessage();
    assertThat(other, containsString("fingerprint"));
  }

  private LeakReport check(Path set) {
    return check(set, Map.of("orders", folder.resolve("orders.csv").toString()));
  }

  private LeakReport check(Path set, Map<String, String> history) {
    Optional<String> none = Optional.empty();
    return LeakCheck.of(
        new LeakRequest(
            project,
            "buy@1",
            set,
            history,
            none,
            none,
            Optional.of("fraud"),
            100,
            1,
            EventDecoder.DEFAULT_MAX_BYTES));
  }

  private Path make(Leak leak) throws IOException {
    return new HandMadeSet(folder, project, file, time, zone, pattern).write(leak);
  }
}
