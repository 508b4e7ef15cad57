package io.twinstream.cli.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.cli.Main;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.TopicContents;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.offline.log.archive.DeadLetterTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests {@code dead-letters} on a real broker. */
@Tag("slow")
class DeadLettersCommandTest {
  private static final int RECORDS = 10_000;
  private static final String OF = "twinstream.replay.of";
  private static final String TRY = "twinstream.replay.try";

  @TempDir static Path folder;

  private static Supervisor supervisor;
  private static KafkaBroker broker;

  @BeforeAll
  static void start() {
    supervisor = new Supervisor(StateDirectory.at(folder.resolve("stack")));
    broker = KafkaBroker.start(supervisor, Installation.find());
  }

  @AfterAll
  static void stop() {
    supervisor.close();
  }

  @Test
  void spoiledRecordsAreFixedAndSentOnceAndAllAreAccountedFor() throws Exception {
    SpoiledRides rides = new SpoiledRides(broker, "rides");
    Path definitions = Files.writeString(folder.resolve("rides.yaml"), rides.definitions());
    Path mapping = Files.writeString(folder.resolve("mapping.yaml"), SpoiledRides.MAPPING);
    rides.produce(RECORDS);
    rides.publish(definitions, record -> true);
    Map<Integer, RawRecord> originals = originals(rides, definitions);
    assertThat(originals.size(), is(RECORDS));

    JsonNode listed = json("list", "--definitions=" + definitions, "--by-reason", "--limit=2");
    for (Reason reason : SpoiledRides.REASONS) {
      assertThat(listed.at("/reasons/" + reason).asInt(), is(RECORDS / 8));
    }
    assertThat(listed.at("/letters").size(), is(16));

    Path exported = folder.resolve("exported.jsonl");
    Path fixed = folder.resolve("fixed.jsonl");
    run("export", "--definitions=" + definitions, "--write=" + exported);
    String file = "--letters=" + exported;
    String by = "--mapping=" + mapping;
    String from = "--definitions=" + definitions;
    JsonNode report = json("fix", file, by, from, "--write=" + fixed);
    int sent = count(SpoiledRides::isFixed);
    int dropped = count(SpoiledRides::isDropped);
    assertThat(report.at("/fates/sent").asInt(), is(sent));
    assertThat(report.at("/fates/dropped").asInt(), is(dropped));
    assertThat(report.at("/fates/still_dead").asInt(), is(RECORDS - sent - dropped));
    String shown = run("fix", file, by, from, "--differences=1");
    assertThat(shown, containsString("  - fare: \"12,50\"" + System.lineSeparator()));
    assertThat(shown, containsString("  + fare: 12.5" + System.lineSeparator()));
    assertThat(replayed(rides, definitions).size(), is(0));

    String[] replay = {"replay", "--letters=" + fixed, from, "--send"};
    JsonNode first = json(replay);
    assertThat(first.at("/fates/sent").asInt(), is(sent));
    Map<Integer, RawRecord> replayed = replayed(rides, definitions);
    assertThat(replayed.keySet().size(), is(sent));
    acceptedAsTheyWereMeant(rides, definitions, originals, replayed);

    JsonNode again = json(replay); // Nothing is sent twice.
    assertThat(again.at("/fates/sent").isMissingNode(), is(true));
    assertThat(again.at("/fates/sent_before").asInt(), is(sent));
    assertThat(again.at("/fates/dropped_before").asInt(), is(dropped));
    assertThat(replayed(rides, definitions).size(), is(sent));

    JsonNode open = json("list", from, "--open");
    assertThat(open.at("/count").asInt(), is(RECORDS - sent - dropped));
    assertThat(open.at("/reasons/LATE").asInt(), is(RECORDS / 8));

    whatFailsAgainIsSeenAsSuch(rides, definitions);
  }

  private static int count(java.util.function.IntPredicate which) {
    return (int) IntStream.range(0, RECORDS).filter(which).count();
  }

  /** Each is an event with the fixed value, the key, time, header and partition of its original. */
  private static void acceptedAsTheyWereMeant(
      SpoiledRides rides,
      Path definitions,
      Map<Integer, RawRecord> originals,
      Map<Integer, RawRecord> replayed) {
    Map<Integer, Event> accepted = new TreeMap<>();
    rides.decode(
        (record, decoded) -> {
          if (decoded instanceof Event event) {
            accepted.put(Integer.parseInt(event.id().substring(1)), event);
          }
        },
        definitions);
    assertThat(accepted.keySet(), is(replayed.keySet()));
    accepted.forEach(
        (number, event) -> {
          assertThat(SpoiledRides.isFixed(number), is(true));
          assertThat(event.bits(2), is(SpoiledRides.cents(number)));
          assertThat(event.ts(), is(SpoiledRides.timestamp(number)));
          Envelope envelope = replayed.get(number).envelope();
          assertThat(new String(envelope.key(), UTF_8), is(SpoiledRides.key(number)));
          assertThat(envelope.timestamp(), is(SpoiledRides.timestamp(number)));
          assertThat(header(replayed.get(number), "trace"), is(Optional.of("t" + number)));
          assertThat(header(replayed.get(number), TRY), is(Optional.of("1")));
          assertThat(
              replayed.get(number).position().partition(),
              is(originals.get(number).position().partition()));
        });
  }

  /** Without definitions, records are sent that are dead letters again: with their provenance. */
  private static void whatFailsAgainIsSeenAsSuch(SpoiledRides rides, Path definitions) {
    String from = "--topic=" + rides.letters;
    for (int number = 1; number <= 2; number++) {
      String attempt = Integer.toString(number);
      json("replay", from, "--reason=LATE", "--open", "--send");
      rides.publish(definitions, record -> header(record, TRY).filter(attempt::equals).isPresent());
      JsonNode listed = json("list", from, "--reason=LATE");
      assertThat(listed.at("/tries/" + attempt).asInt(), is(RECORDS / 8));
      assertThat(listed.at("/tries/0").asInt(), is(RECORDS / 8));
    }
    Map<String, Integer> origins = new TreeMap<>();
    rides.decode(
        (record, decoded) ->
            header(record, TRY)
                .filter("2"::equals)
                .ifPresent(two -> origins.merge(header(record, OF).orElseThrow(), 1, Integer::sum)),
        definitions);
    assertThat(origins.size(), is(RECORDS / 8));
    Map<String, Long> known = new TreeMap<>();
    rides.decode(
        (record, decoded) -> {
          if (header(record, TRY).isEmpty()
              && decoded instanceof DeadLetter letter
              && letter.reason() == Reason.LATE) {
            known.put(letter.position().toString(), letter.known());
          }
        },
        definitions);
    assertThat(origins.keySet(), is(known.keySet()));
  }

  @Test
  void aReplayThatEndsInTheMiddleIsContinued() throws Exception {
    SpoiledRides rides = new SpoiledRides(broker, "crashed");
    Path definitions = Files.writeString(folder.resolve("crashed.yaml"), rides.definitions());
    rides.produce(4_000);
    rides.publish(definitions, record -> true);
    String ledger = "crashed.ledger";
    AtomicInteger commits = new AtomicInteger();
    LetterReplay killed =
        LetterReplay.begin(
            broker.bootstrapServers(),
            ledger,
            () -> {
              if (commits.getAndIncrement() == 2) {
                throw new IllegalStateException("killed");
              }
            });
    ReplayLedger entries = ReplayLedger.read(broker.bootstrapServers(), ledger);
    ReplayPlan plan = plan(rides, entries);
    assertThrows(IllegalStateException.class, () -> killed.send(plan, entries));
    // Its third transaction is open, as if the process were gone: neither aborted nor committed.

    String[] replay = {"replay", "--topic=" + rides.letters, "--ledger=" + ledger, "--send"};
    JsonNode report = json(replay);
    assertThat(report.at("/fates/sent_before").asInt(), is(2_000));
    assertThat(report.at("/fates/sent").asInt(), is(2_000));
    assertThat(replayed(rides, definitions).size(), is(4_000));
    killed.close();
    json(replay);
    assertThat(replayed(rides, definitions).size(), is(4_000));
  }

  @Test
  void aSecondReplayEndsTheFirstOne() throws Exception {
    SpoiledRides rides = new SpoiledRides(broker, "raced");
    Path definitions = Files.writeString(folder.resolve("raced.yaml"), rides.definitions());
    rides.produce(2_000);
    rides.publish(definitions, record -> true);
    String[] replay = {"replay", "--topic=" + rides.letters, "--ledger=raced.ledger", "--send"};
    AtomicInteger commits = new AtomicInteger();
    List<Integer> sent = new ArrayList<>();
    Runnable overtaken =
        () -> {
          if (commits.getAndIncrement() == 1) {
            sent.add(json(replay).at("/fates/sent").asInt());
          }
        };
    try (LetterReplay slow =
        LetterReplay.begin(broker.bootstrapServers(), "raced.ledger", overtaken)) {
      ReplayLedger entries = ReplayLedger.read(broker.bootstrapServers(), "raced.ledger");
      ReplayPlan plan = plan(rides, entries);
      assertThat(
          assertThrows(IllegalStateException.class, () -> slow.send(plan, entries)).getMessage(),
          containsString("another replay"));
    }
    assertThat(sent, is(List.of(1_000)));
    assertThat(replayed(rides, definitions).size(), is(2_000));
  }

  private static ReplayPlan plan(SpoiledRides rides, ReplayLedger entries) {
    List<EditedLetter> letters =
        Letters.read(broker.bootstrapServers(), rides.letters).values().stream()
            .map(EditedLetter::unchanged)
            .toList();
    KafkaClients kafka = KafkaClients.of(broker.bootstrapServers());
    try (Destinations to = new Destinations(kafka, Optional.empty(), false, 0)) {
      return ReplayPlan.of(letters, entries, to, Optional.empty());
    }
  }

  @Test
  void editsOfAnExportAndTablesAreSentTooAndNotToATopicOfAnotherId() throws Exception {
    SpoiledRides rides = new SpoiledRides(broker, "edited");
    Path definitions = Files.writeString(folder.resolve("edited.yaml"), rides.definitions());
    rides.produce(80);
    rides.publish(definitions, record -> true);
    Path exported = folder.resolve("edited.jsonl");
    run("export", "--topic=" + rides.letters, "--reason=WRONG_TYPE", "--write=" + exported);
    List<String> lines = new ArrayList<>(Files.readAllLines(exported));
    assertThat(lines.size(), is(10));
    lines.replaceAll(line -> line.replaceFirst("\"fare\":\"12,50\"", "\"fare\":7"));
    lines.set(9, lines.get(9).replace("\"drop\":false", "\"drop\":true"));
    Files.write(exported, lines);
    String file = "--letters=" + exported;
    String from = "--definitions=" + definitions;
    JsonNode edits = json("fix", file, from);
    assertThat(edits.at("/reasons/WRONG_TYPE/changed").asInt(), is(8)); // One is hopeless.
    assertThat(json("replay", file, from, "--send").at("/fates/sent").asInt(), is(8));

    Path table = folder.resolve("table");
    DeadLetterTable.writer(table)
        .write(Letters.read(broker.bootstrapServers(), rides.letters).values());
    JsonNode parquet = json("replay", "--letters=" + table, "--send");
    assertThat(parquet.at("/fates/sent").asInt(), is(71));
    assertThat(parquet.at("/fates/sent_before").asInt(), is(8));
    assertThat(parquet.at("/fates/dropped_before").asInt(), is(1));

    Files.writeString(
        exported, Files.readString(exported).replaceAll("edited#[^/]*/", "edited#anotherId/"));
    assertThat(json("replay", file, "--send").at("/fates/no_topic").asInt(), is(9));
    broker.createTopic("scratch", 2, Map.of());
    String[] scratch = {"replay", file, "--target=scratch", "--timestamps=now", "--send"};
    assertThat(json(scratch).at("/fates/sent").asInt(), is(9));
    new TopicContents(broker.bootstrapServers(), "scratch")
        .forEach(
            record ->
                assertThat(record.time(), greaterThan(SpoiledRides.timestamp(number(record)))));
  }

  @Test
  void wrongMappingsAreRefusedWithAllProblems() throws Exception {
    Path definitions =
        Files.writeString(
            folder.resolve("wrong.yaml"), new SpoiledRides(broker, "wrong").definitions());
    Path mapping =
        Files.writeString(
            folder.resolve("wrong-mapping.yaml"),
            """
            mappings:
              - {reason: wrong_typ, set: {fare: "recrd.fare"}}
              - {where: "'yes'", drop: true, set: {fare: "1"}}
            """);
    Run run = execute("fix", "--definitions=" + definitions, "--mapping=" + mapping);
    assertThat(run.code(), is(3));
    assertThat(run.errors(), containsString("no reason 'wrong_typ'"));
    assertThat(run.errors(), containsString("did you mean wrong_type"));
    assertThat(run.errors(), containsString("no name 'recrd'"));
    assertThat(run.errors(), containsString("the condition is not true or false"));
    assertThat(run.errors(), containsString("a mapping that drops records changes none"));
  }

  /** The records of the topic by number, before any replay. */
  private static Map<Integer, RawRecord> originals(SpoiledRides rides, Path definitions) {
    Map<Integer, RawRecord> originals = new TreeMap<>();
    Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
    rides.decode(
        (record, decoded) -> {
          reasons.merge(((DeadLetter) decoded).reason(), 1, Integer::sum);
          originals.put(number(record), record);
        },
        definitions);
    assertThat(reasons.size(), is(8));
    return originals;
  }

  /** The records that were sent again by number, each of them once. */
  private static Map<Integer, RawRecord> replayed(SpoiledRides rides, Path definitions) {
    Map<Integer, RawRecord> replayed = new TreeMap<>();
    rides.decode(
        (record, decoded) -> {
          if (header(record, OF).isPresent()) {
            assertThat("sent twice", replayed.put(number(record), record) == null);
          }
        },
        definitions);
    return replayed;
  }

  private static int number(RawRecord record) {
    return Integer.parseInt(header(record, "trace").orElseThrow().substring(1));
  }

  private static Optional<String> header(RawRecord record, String name) {
    return record.envelope().headers().stream()
        .filter(header -> header.name().equals(name))
        .map(header -> new String(header.value(), UTF_8))
        .findFirst();
  }

  private static JsonNode json(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--json";
    try {
      return new ObjectMapper().readTree(run(all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(String... arguments) {
    Run run = execute(arguments);
    assertThat(run.errors(), run.code(), is(0));
    return run.output();
  }

  private record Run(int code, String output, String errors) {}

  private static Run execute(String... arguments) {
    List<String> all = new ArrayList<>(List.of("dead-letters", arguments[0]));
    all.add("--kafka=" + broker.bootstrapServers());
    all.addAll(List.of(arguments).subList(1, arguments.length));
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(output));
    line.setErr(new PrintWriter(errors));
    int code = line.execute(all.toArray(String[]::new));
    return new Run(code, output.toString(), errors.toString());
  }
}
