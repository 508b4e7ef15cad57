package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.RecordFormat.Kind;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.format.PayloadFormat;
import io.twinstream.features.format.PayloadWriter;
import io.twinstream.features.format.WriterSchema;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.registry.RegistryServer;
import io.twinstream.kafka.registry.SchemaRegistry;
import io.twinstream.offline.log.archive.AccountingReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests live jobs whose records name their schemas in a registry: their states are those of the
 * same records in JSON, byte for byte. The environment variable TWINSTREAM_TEST_REGISTRY names
 * another registry than the one in this process.
 */
@Tag("slow")
class LiveFormatsTest extends LiveJobFixture {
  private static final int PARTITIONS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RegistryServer server = RegistryServer.start();
  private final String url =
      Optional.ofNullable(System.getenv("TWINSTREAM_TEST_REGISTRY")).orElse(server.url());
  private Kind kind;

  @AfterEach
  void stop() {
    server.close();
  }

  private static String avro(boolean merchants) {
    String merchant =
        "{\"name\": \"merchant_id\", \"type\": [\"null\", \"string\"], \"default\": null},";
    return """
        {"type": "record", "name": "Transaction", "namespace": "shop", "fields": [
          {"name": "transaction_id", "type": "string"},
          {"name": "card_id", "type": "string"},
          {"name": "user_id", "type": "string"}, %s
          {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
          {"name": "currency", "type": "string"},
          {"name": "device_type", "type": {"type": "enum", "name": "Device", "symbols": ["web", "app"]}},
          {"name": "status", "type": "string"},
          {"name": "timestamp", "type": {"type": "long", "logicalType": "timestamp-micros"}}
        ]}
        """
        .formatted(merchants ? merchant : "");
  }

  private static String proto(boolean merchants) {
    return """
        syntax = "proto3";
        package shop;
        import "google/protobuf/timestamp.proto";
        message Ignored { string nothing = 1; }
        message Transaction {
          string transaction_id = 1;
          string card_id = 2;
          string user_id = 3;
          optional string amount = 4;
          string currency = 5;
          string device_type = 6;
          string status = 7;
          google.protobuf.Timestamp timestamp = 8;
          %s
        }
        """
        .formatted(merchants ? "string merchant_id = 9;" : "");
  }

  private SchemaText schema(boolean merchants) {
    return kind == Kind.AVRO
        ? new SchemaText("transaction.avsc", avro(merchants), Map.of())
        : new SchemaText("transaction.proto", proto(merchants), Map.of());
  }

  /** A producer with one version of the schema. */
  private final class Producer {
    private final boolean merchants;
    private final PayloadWriter writer;
    private final int id;

    Producer(boolean merchants) {
      this.merchants = merchants;
      Source source = Definitions.load(definitions).source("transactions");
      this.writer = PayloadFormat.of(kind).writer(schema(merchants), source);
      this.id =
          SchemaRegistry.impatient(url, Map.of())
              .register(topic + "-value", new WriterSchema(kind, schema(merchants)));
    }

    /** Returns the JSON of what the record says in this version. */
    Transactions.Known said(Transactions.Known record) {
      String json = record.template();
      return new Transactions.Known(
          record.at(), merchants ? json : json.replaceFirst("\"merchant_id\": \"m\\d+\", ", ""));
    }

    private static Map<String, Object> values(Transactions.Known record) throws Exception {
      Map<String, Object> values = JSON.readValue(record.json(), Map.class);
      values.remove("known_at");
      return values;
    }

    byte[] bytes(Transactions.Known record) throws Exception {
      byte[] head = ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();
      byte[] body =
          record.template().contains("broken") ? new byte[] {77} : writer.write(values(record));
      return ByteBuffer.allocate(5 + body.length).put(head).put(body).array();
    }
  }

  private void send(Producer by, List<Transactions.Known> records) throws Exception {
    List<ProducerRecord<byte[], byte[]>> values = new ArrayList<>();
    for (Transactions.Known record : records) {
      values.add(record(values.size(), record.at(), by.bytes(record)));
    }
    send(values);
  }

  private ProducerRecord<byte[], byte[]> record(int number, long at, byte[] value) {
    return new ProducerRecord<>(topic, number % PARTITIONS, at, null, value);
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", stack.kafka());
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      records.forEach(each -> sent.add(producer.send(each)));
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private void begin(Kind of) throws Exception {
    kind = of;
    begin(PARTITIONS);
    String yaml = Files.readString(definitions);
    Files.writeString(
        definitions,
        yaml.replace(
            "topic: " + topic,
            "topic: "
                + topic
                + "\n    format: "
                + (of == Kind.AVRO ? "avro" : "{type: protobuf, message: shop.Transaction}")));
  }

  /** The states of a view of these records in JSON, all known at the same time. */
  private static Map<String, String> states(
      Project project, String view, List<Transactions.Known> records) {
    CompiledView compiled = CompiledView.of(project, project.view(view));
    EventDecoder decoder = EventDecoders.live(project.source("transactions"), Set.of(), 1 << 20);
    Map<String, EntityState> states = new TreeMap<>();
    Set<Long> seen = new HashSet<>();
    for (Transactions.Known record : records) {
      RawRecord raw =
          new RawRecord(
              new Position("json", 0, 0),
              record.at(),
              record.json().getBytes(StandardCharsets.UTF_8));
      if (decoder.decode(raw) instanceof Event event
          && (seen.add(event.identity()) || !project.source("transactions").dedupe())) {
        EntityState alone = compiled.add(compiled.empty(), event);
        Optional.ofNullable(compiled.key(event))
            .ifPresent(key -> states.merge(key, alone, compiled::merge));
      }
    }
    Map<String, String> hex = new TreeMap<>();
    states.forEach((id, state) -> hex.put(id, HexFormat.of().formatHex(compiled.encode(state))));
    return hex;
  }

  /** Old and new producers while the job runs, then an old consumer of the same topic. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"AVRO", "PROTOBUF"})
  void recordsOfTwoVersionsAreTheEventsOfTheirJson(Kind of) throws Exception {
    List<Transactions.Known> records = Transactions.records(3, 1_200);
    begin(of);
    Producer old = new Producer(false);
    send(old, records.subList(0, 400));
    Path logs = folder.resolve("logs");
    assertThat(stream("--output=" + logs, "--log-seconds=1"), is(2)); // no registry is named
    String registry = "--schema-registry=" + url;
    assertThat(stream(registry, "--output=" + logs, "--log-seconds=1"), is(0));
    List<Transactions.Known> said = new ArrayList<>();
    records.subList(0, 400).forEach(each -> said.add(old.said(each)));
    Project project = Definitions.load(definitions);
    Map<String, String> first = states(project, CARDS, said);
    assertThat(first.keySet(), is(not(empty())));
    assertThat(Expected.awaitStored(stack.store(), CARDS, first, SOON), is(first));

    Producer next = new Producer(true);
    send(next, records.subList(400, 800));
    send(old, records.subList(800, 1_200));
    records.subList(400, 800).forEach(each -> said.add(next.said(each)));
    records.subList(800, 1_200).forEach(each -> said.add(old.said(each)));
    long at = records.get(1_199).at();
    send(
        List.of(
            record(0, at, "{\"a\": 1}".getBytes(StandardCharsets.UTF_8)),
            record(1, at, new byte[] {0, 127, 1, 1, 1, 9})));
    for (String view : List.of(CARDS, "merchant_traffic@1", "user_activity@1")) {
      Map<String, String> expected = states(project, view, said);
      assertThat(Expected.awaitStored(stack.store(), view, expected, SOON), is(expected));
    }
    AccountingReader reader =
        AccountingReader.of(
            project, logs.resolve("events/transactions"), logs.resolve("dead_letters"));
    awaitTrue(() -> reader.read("transactions", OptionalLong.of(1_202)).holds());
    assertThat(reader.read("transactions", OptionalLong.of(1_202)).problems(), is(empty()));
    List<String> letters =
        Sql.query(
            "SELECT reason || ' ' || detail || ' ' || hex(payload) FROM read_parquet('%s/**/*.parquet')"
                    .formatted(logs.resolve("dead_letters"))
                + " WHERE detail LIKE '%schema%' ORDER BY 1");
    assertThat(
        letters.toString(), containsString("UNKNOWN_SCHEMA no schema has the id 2130772225"));
    assertThat(letters.toString(), containsString("007F01010109"));
    assertThat(letters.toString(), containsString("first byte is 123 instead of 0"));
    stack.flink().cancel(stack.flink().running().get(0));

    // The archive holds events: a job that begins with it, and the topic after it, has the states.
    assertThat(stream(registry, "--bootstrap=" + logs), is(0));
    Map<String, String> all = states(project, CARDS, said);
    assertThat(Expected.awaitStored(stack.store(), CARDS, all, SOON), is(all));
    stack.flink().cancel(stack.flink().running().get(0));

    oldConsumer(registry, said);
  }

  private void oldConsumer(String registry, List<Transactions.Known> said) throws Exception {
    Path before = Files.createDirectories(folder.resolve("old"));
    String yaml =
        """
        project: payments
        sources:
          transactions:
            topic: %s
            format: %s
            event_time: timestamp
            event_id: transaction_id
            fields: {transaction_id: string, card_id: string, amount: decimal(2), timestamp: timestamp}
        entities: {card: {key: card_id}}
        views:
          card_spend@1:
            entity: card
            source: transactions
            aggregations: [{name: total, function: sum, field: amount, windows: 24h}]
        """
            .formatted(
                topic, kind == Kind.AVRO ? "avro" : "{type: protobuf, message: shop.Transaction}");
    Files.writeString(before.resolve("payments.yaml"), yaml);
    flushAll();
    assertThat(
        stream(
            registry, "--definitions=" + before, "--checkpoints=" + folder.resolve("of-the-old")),
        is(0));
    Project project = Definitions.load(before);
    Map<String, String> expected = states(project, CARDS, said);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
  }

  /** A registry that is down for a while loses nothing, and decides nothing. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"AVRO"})
  void recordsWaitForTheRegistry(Kind of) throws Exception {
    if (!url.equals(server.url())) {
      return; // A registry of others is not stopped here.
    }
    List<Transactions.Known> records = Transactions.records(5, 200);
    begin(of);
    Producer producer = new Producer(true);
    assertThat(stream("--schema-registry=" + url, "--views=" + CARDS), is(0));
    server.fail(503);
    send(producer, records);
    Thread.sleep(Duration.ofSeconds(4).toMillis());
    assertThat(stack.flink().running().size(), is(1));
    assertThat(Expected.stored(stack.store(), CARDS).keySet(), is(empty()));
    server.fail(0);
    Map<String, String> expected = states(Definitions.load(definitions), CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
  }
}
