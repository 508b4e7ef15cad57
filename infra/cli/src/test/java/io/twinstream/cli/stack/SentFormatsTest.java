package io.twinstream.cli.stack;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.cli.Main;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.format.TopicDecoders;
import io.twinstream.features.format.WriterSchemas;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.TopicContents;
import io.twinstream.kafka.registry.RegistryServer;
import io.twinstream.kafka.registry.SchemaRegistry;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code generate} and {@code send} in each format, on a real broker. */
@Tag("slow")
class SentFormatsTest {
  private static final String AVRO =
      """
      {"type": "record", "name": "Transaction", "fields": [
        {"name": "transaction_id", "type": "string"},
        {"name": "card_id", "type": ["null", "string"], "default": null},
        {"name": "user_id", "type": ["null", "string"], "default": null},
        {"name": "merchant_id", "type": ["null", "string"], "default": null},
        {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2}},
        {"name": "currency", "type": "string"},
        {"name": "device_type", "type": "string"},
        {"name": "status", "type": {"type": "enum", "name": "Status", "symbols": ["approved", "declined"]}},
        {"name": "timestamp", "type": {"type": "long", "logicalType": "timestamp-micros"}}
      ]}
      """;
  private static final String PROTO =
      """
      syntax = "proto3";
      import "google/protobuf/timestamp.proto";
      message Transaction {
        string transaction_id = 1;
        string card_id = 2;
        string user_id = 3;
        string merchant_id = 4;
        optional string amount = 5;
        string currency = 6;
        string device_type = 7;
        string status = 8;
        google.protobuf.Timestamp timestamp = 9;
      }
      """;

  @TempDir Path folder;
  private final RegistryServer registry = RegistryServer.start();
  private KafkaBroker broker;

  private static int run(String... arguments) {
    StringWriter errors = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(errors))
            .execute(arguments);
    assertThat(errors.toString(), is(""));
    return code;
  }

  private Project project(String topic, String format) throws Exception {
    Path example = Path.of("../../transforms/examples/payments/payments.yaml").toAbsolutePath();
    Path copy = Files.createDirectories(folder.resolve(topic));
    Files.createDirectories(copy.resolve("schemas"));
    Files.writeString(copy.resolve("schemas/t.avsc"), AVRO);
    Files.writeString(copy.resolve("schemas/t.proto"), PROTO);
    Files.writeString(
        copy.resolve("payments.yaml"),
        Files.readString(example)
            .replace("topic: txn.events", "topic: " + topic + "\n    format: " + format));
    return Definitions.load(copy);
  }

  /** Identities of the events, and the numbers of dead letters by reason. */
  private record Read(Set<Long> events, Map<String, Integer> letters) {}

  private Read read(Project project) {
    String topic = project.source("transactions").topic();
    WriterSchemas schemas = SchemaRegistry.impatient(registry.url(), Map.of());
    EventDecoder decoder =
        TopicDecoders.of(
            project.source("transactions"), Set.of("card_id", "user_id"), 1 << 20, schemas);
    Set<Long> events = new HashSet<>();
    Map<String, Integer> letters = new TreeMap<>();
    new TopicContents(broker.bootstrapServers(), topic)
        .forEach(
            record -> {
              Decoded decoded = decoder.decode(record);
              if (decoded instanceof Event event) {
                events.add(event.identity());
              } else if (decoded instanceof DeadLetter letter) {
                letters.merge(letter.reason().name(), 1, Integer::sum);
              }
            });
    return new Read(events, letters);
  }

  @Test
  void paymentsAreTheSameEventsInEachFormat() throws Exception {
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    try (Supervisor supervisor = new Supervisor(state);
        registry) {
      broker = KafkaBroker.start(supervisor, Installation.find());
      String kafka = "--kafka=" + broker.bootstrapServers();
      String url = "--schema-registry=" + registry.url();
      Map<String, String> formats =
          new TreeMap<>(
              Map.of(
                  "json", "json",
                  "avro-plain", "{type: avro, schema: t.avsc}",
                  "avro-registry", "avro",
                  "protobuf-plain", "{type: protobuf, schema: t.proto}",
                  "protobuf-registry", "protobuf"));
      List<Read> read = new ArrayList<>();
      List<String> out = new ArrayList<>();
      for (Map.Entry<String, String> format : formats.entrySet()) {
        String topic = format.getKey();
        Project project = project(topic, format.getValue());
        List<String> arguments =
            new ArrayList<>(
                List.of(
                    "generate",
                    "--count=400",
                    "--rate=0",
                    "--bad=0.2",
                    "--span=1h",
                    kafka,
                    "--topic=" + topic));
        if (!topic.equals("json")) {
          String ending = topic.startsWith("avro") ? ".avsc" : ".proto";
          arguments.add("--schema=" + folder.resolve(topic).resolve("schemas/t" + ending));
        }
        if (topic.endsWith("registry")) {
          arguments.add(url);
        }
        assertThat(run(arguments.toArray(String[]::new)), is(0));
        read.add(read(project));
        out.add(topic);
      }
      Read json = read.get(out.indexOf("json"));
      for (int i = 0; i < read.size(); i++) {
        // Event times are times of sending, so identities of two runs differ: compare numbers.
        assertThat(out.get(i), read.get(i).events().size(), is(json.events().size()));
        int letters = read.get(i).letters().values().stream().mapToInt(n -> n).sum();
        assertThat(
            out.get(i), letters, is(json.letters().values().stream().mapToInt(n -> n).sum()));
        assertThat(out.get(i), read.get(i).letters().containsKey("MALFORMED"), is(true));
      }
      historyIsSent(kafka, url);
    }
  }

  /** {@code send} writes history in the format of the source. */
  private void historyIsSent(String kafka, String url) throws Exception {
    Path history =
        Files.writeString(
            folder.resolve("history.jsonl"),
            """
            {"transaction_id": "a", "card_id": "c1", "user_id": "u1", "amount": 1.25, "currency": "EUR", "device_type": "web", "status": "approved", "timestamp": 1772359200000}
            {"transaction_id": "b", "card_id": "c2", "user_id": "u1", "merchant_id": "m", "amount": -7, "currency": "EUR", "device_type": "web", "status": "declined", "timestamp": 1772359201000}
            """);
    Map<String, String> formats =
        Map.of(
            "sent-json", "json",
            "sent-avro", "{type: avro, schema: t.avsc, registry: true}",
            "sent-protobuf", "{type: protobuf, schema: t.proto, registry: true}");
    Set<Set<Long>> identities = new HashSet<>();
    for (Map.Entry<String, String> format : formats.entrySet()) {
      Project project =
          project(format.getKey(), format.getValue() + "\n    history: {format: json_lines}");
      int code =
          run(
              "send",
              "--definitions=" + folder.resolve(format.getKey()),
              "--history=transactions=" + history,
              kafka,
              url);
      assertThat(code, is(0));
      Read read = read(project);
      assertThat(read.letters().toString(), containsString("{}"));
      assertThat(read.events().size(), is(2));
      identities.add(read.events());
    }
    assertThat("the same events in each format", identities.size(), is(1));
  }
}
