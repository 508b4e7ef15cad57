package io.twinstream.cli.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.cli.Main;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.TopicContents;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.options.kafka.DeadLetterTopicOption;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests {@code send} on a real broker. */
@Tag("slow")
class SendCommandTest {
  private static final String YAML =
      """
      project: fleet
      sources:
        rides:
          topic: rides
          event_time: at
          event_id: id
          fields: {id: string, driver: string, fare: decimal(2), at: timestamp}
          history:
            format: csv
            time_pattern: yyyy-MM-dd HH:mm:ss
            known_delay: 60s
      entities: {driver: {key: driver}}
      views:
        spend@1:
          entity: driver
          source: rides
          aggregations:
            - {name: rides_7d, function: count, windows: [7d]}
      """;

  private static final long BASE = 1_770_000_000_000L;

  @TempDir Path folder;

  @Test
  void eventsOfFilesAreOnTheTopicAsHistoryHasThemAndWhenTheyWereKnown() throws Exception {
    Path definitions = Files.writeString(folder.resolve("fleet.yaml"), YAML);
    Path history =
        Files.writeString(
            folder.resolve("rides.csv"),
            """
            id,driver,fare,at
            r2,d1,7.50,2026-03-02 10:00:00
            r1,d1,4.20,2026-03-01 10:00:00
            r3,d2,nonsense,2026-03-03 10:00:00
            r4,,1.00,2026-03-04 10:00:00
            """);
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    try (Supervisor supervisor = new Supervisor(state)) {
      KafkaBroker broker = KafkaBroker.start(supervisor, Installation.find());
      List<String> arguments =
          List.of(
              "send",
              "--definitions=" + definitions,
              "--history=rides=" + history,
              "--kafka=" + broker.bootstrapServers());
      assertThat(run(arguments), is(new Run(0, "")));
      Source source = Definitions.load(definitions).source("rides");
      assertThat(
          received(broker, source),
          is(
              Set.of(
                  "r1 2026-03-01T10:00:00Z known 2026-03-01T10:01:00Z 420",
                  "r2 2026-03-02T10:00:00Z known 2026-03-02T10:01:00Z 750")));
      ridesOfADriverAreInOrder(broker);

      String kafka = "--kafka=" + broker.bootstrapServers();
      Run missing = run(List.of("dead-letters", "list", kafka)); // none is another thing
      assertThat(missing.errors, containsString("has no topic 'twinstream.dead-letters'"));
      broker.createTopic(DeadLetterTopicOption.DEFAULT, 1, Map.of());

      aSpanOfATopicIsCopied(broker, definitions);

      broker.createTopic("stamped", 1, Map.of("message.timestamp.type", "LogAppendTime"));
      Files.writeString(definitions, YAML.replace("topic: rides", "topic: stamped"));
      Run refused = run(arguments);
      assertThat(refused.code, is(2));
      assertThat(refused.errors, containsString("LogAppendTime"));
      assertThat(refused.errors, containsString("send history before"));
      assertThat(new TopicContents(broker.bootstrapServers(), "stamped").size(), is(0L));
      assertThat(loggedOfAnUnknownTopic(broker), not(containsString("nowhere")));
    }
  }

  /**
   * A new topic is unknown to some brokers for a while: the client waits for it and logs no error.
   */
  private static String loggedOfAnUnknownTopic(KafkaBroker broker) {
    PrintStream before = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    try (Admin admin = KafkaClients.of(broker.bootstrapServers()).admin(Map.of())) {
      var asked = Map.of(new TopicPartition("nowhere", 0), OffsetSpec.latest());
      ListOffsetsOptions options = new ListOffsetsOptions().timeoutMs(2_000);
      assertThrows(ExecutionException.class, () -> admin.listOffsets(asked, options).all().get());
    } finally {
      System.setErr(before);
    }
    return logged.toString(StandardCharsets.UTF_8);
  }

  /** Its committed records, unchanged, in their partitions, and known at the same times. */
  private static void aSpanOfATopicIsCopied(KafkaBroker broker, Path definitions) {
    String kafka = broker.bootstrapServers();
    broker.createTopic("original", 3, Map.of("message.timestamp.type", "CreateTime"));
    abort(kafka, BASE + 5_000); // An aborted record does not advance known time.
    produce(kafka);
    abort(kafka, BASE + 900);
    List<String> copy =
        List.of(
            "send",
            "--definitions=" + definitions,
            "--history=rides=topic:original",
            "--kafka=" + kafka,
            "--target=copy",
            "--from=" + Instant.ofEpochMilli(BASE + 400),
            "--to=" + Instant.ofEpochMilli(BASE + 1_600),
            "--speed=4");
    long start = System.nanoTime();
    assertThat(run(copy), is(new Run(0, "")));
    assertThat(System.nanoTime() - start, greaterThan(250_000_000L)); // 1.2 s, four times as fast
    List<String> expected = contents(kafka, "original");
    assertThat(contents(kafka, "copy"), is(expected));
    assertThat(expected.size(), greaterThan(1_000));
    assertThat(expected.toString(), not(containsString("never")));
    assertThat(run(copy).errors, containsString("is not empty"));
    List<String> itself = new ArrayList<>(copy);
    itself.set(4, "--target=original");
    assertThat(run(itself).errors, containsString("would be copied to itself"));
  }

  private static void abort(String kafka, long time) {
    try (var producer = KafkaClients.of(kafka).producer(Map.of("transactional.id", "aborted"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("original", 1, time, null, bytes("never")));
      producer.flush();
      producer.abortTransaction();
    }
  }

  private static void produce(String kafka) {
    try (var producer = KafkaClients.of(kafka).producer(Map.of())) {
      for (int i = 0; i < 2_000; i++) {
        long disordered = BASE + i - (i % 7 == 0 ? 300 : 0);
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>("original", i % 3, disordered, bytes("k" + i), bytes("v" + i));
        record.headers().add("trace", bytes("t" + i));
        producer.send(record);
      }
      producer.flush();
    }
  }

  /** The records of the span, in the order of each partition. */
  private static List<String> contents(String kafka, String topic) {
    List<String> contents = new ArrayList<>();
    new TopicContents(kafka, topic)
        .forEach(
            record -> {
              if (record.known() >= BASE + 400 && record.known() < BASE + 1_600) {
                contents.add(
                    "%d %d %d %s %s %s"
                        .formatted(
                            record.position().partition(),
                            record.known(),
                            record.time(),
                            new String(record.envelope().key(), UTF_8),
                            new String(record.payload(), UTF_8),
                            new String(record.envelope().headers().get(0).value(), UTF_8)));
              }
            });
    contents.sort(Comparator.comparing(line -> line.charAt(0))); // Stable.
    return contents;
  }

  private static Set<String> received(KafkaBroker broker, Source source) {
    EventDecoder decoder =
        EventDecoders.live(source, Set.of("driver"), EventDecoder.DEFAULT_MAX_BYTES);
    List<String> received = new ArrayList<>();
    new TopicContents(broker.bootstrapServers(), "rides")
        .forEach(
            record -> {
              Event event = (Event) decoder.decode(record);
              received.add(
                  "%s %s known %s %d"
                      .formatted(
                          event.id(),
                          Instant.ofEpochMilli(event.ts()),
                          Instant.ofEpochMilli(event.known()),
                          event.bits(source.schema().slot("fare"))));
            });
    return Set.copyOf(received);
  }

  /** In one partition, with the driver as the key, in the order of known time. */
  private static void ridesOfADriverAreInOrder(KafkaBroker broker) {
    List<String> rides = new ArrayList<>();
    Set<Integer> partitions = new TreeSet<>();
    new TopicContents(broker.bootstrapServers(), "rides")
        .forEachRecord(
            record -> {
              assertThat(new String(record.key(), UTF_8), is("d1"));
              partitions.add(record.partition());
              rides.add(new String(record.value(), UTF_8).replaceAll(".*\"(r\\d)\".*", "$1"));
            });
    assertThat(rides, is(List.of("r1", "r2")));
    assertThat(partitions, hasSize(1));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private record Run(int code, String errors) {}

  private static Run run(List<String> arguments) {
    StringWriter errors = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(errors));
    int code = line.execute(arguments.toArray(String[]::new));
    return new Run(code, errors.toString());
  }
}
