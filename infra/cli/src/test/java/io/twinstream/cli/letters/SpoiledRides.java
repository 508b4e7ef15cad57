package io.twinstream.cli.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.DeadLetterRecords;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.TopicContents;
import io.twinstream.local.KafkaBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Rides whose records are spoiled in eight ways, and what a live job makes of them. */
final class SpoiledRides {
  static final List<Reason> REASONS =
      List.of(
          Reason.MALFORMED,
          Reason.WRONG_TYPE,
          Reason.EXCESS_DIGITS,
          Reason.OUT_OF_RANGE,
          Reason.MISSING_FIELD,
          Reason.MISSING_KEY,
          Reason.FUTURE,
          Reason.LATE);

  /** Fixes all records of five reasons but the hopeless ones, and drops those of the future. */
  static final String MAPPING =
      """
      mappings:
        - name: quotes
          reason: malformed
          payload: "payload.replace('\\\\'', '\\"')"
        - name: fares
          reason: [wrong_type, excess_digits]
          where: "!has(record.locked)"
          set: {fare: "math.round(double(string(record.fare).replace(',', '.')) * 100) / 100"}
        - name: names
          reason: [missing_field, missing_key]
          rename: {when: at, drivr: driver}
        - {name: tests, reason: future, where: "!has(record.locked)", drop: true}
      """;

  private static final long BASE = 1_770_000_000_000L;
  private static final long HOUR = 3_600_000;

  private final KafkaBroker broker;
  final String topic;
  final String letters;

  SpoiledRides(KafkaBroker broker, String name) {
    this.broker = broker;
    this.topic = name;
    this.letters = name + ".letters";
    broker.createTopic(topic, 3, Map.of("message.timestamp.type", "CreateTime"));
    broker.createTopic(letters, 2, Map.of());
  }

  String definitions() {
    return """
    project: fleet
    sources:
      rides:
        topic: %s
        dead_letters: %s
        event_time: at
        event_id: id
        fields: {id: string, driver: string, fare: decimal(2), at: timestamp}
    entities: {driver: {key: driver}}
    views:
      spend@1:
        entity: driver
        source: rides
        aggregations:
          - {name: rides_7d, function: count, windows: [7d]}
    """
        .formatted(topic, letters);
  }

  static Reason reason(int number) {
    return REASONS.get(number % REASONS.size());
  }

  /** Whether no mapping fixes it. */
  static boolean isHopeless(int number) {
    return number / REASONS.size() % 10 == 0;
  }

  static boolean isFixed(int number) {
    return !isHopeless(number)
        && !Set.of(Reason.OUT_OF_RANGE, Reason.FUTURE, Reason.LATE).contains(reason(number));
  }

  static boolean isDropped(int number) {
    return !isHopeless(number) && reason(number) == Reason.FUTURE;
  }

  static long timestamp(int number) {
    return BASE + number;
  }

  /** The fare in cents after it is fixed. */
  static long cents(int number) {
    return reason(number) == Reason.EXCESS_DIGITS ? 1251 : 1250;
  }

  static String key(int number) {
    return "d" + number % 100;
  }

  static String record(int number) {
    String id = "\"id\":\"r%d\"".formatted(number);
    String driver = "\"driver\":\"%s\"".formatted(key(number));
    String at = "\"at\":%d".formatted(timestamp(number));
    boolean hopeless = isHopeless(number);
    String locked = hopeless ? ",\"locked\":true" : "";
    return switch (reason(number)) {
      case MALFORMED ->
          hopeless
              ? "{" + id + ",\"dri"
              : ("{" + id + "," + driver + ",\"fare\":12.5," + at + "}").replace('"', '\'');
      case WRONG_TYPE ->
          json(id, driver, "\"fare\":" + (hopeless ? "\"free\"" : "\"12,50\"") + locked, at);
      case EXCESS_DIGITS -> json(id, driver, "\"fare\":12.506" + locked, at);
      case OUT_OF_RANGE -> json(id, driver, "\"fare\":1e40", at);
      case MISSING_FIELD ->
          json(id, driver, "\"fare\":12.5", hopeless ? "" : at.replace("at", "when"));
      case MISSING_KEY ->
          json(id, hopeless ? "" : driver.replace("driver", "drivr"), "\"fare\":12.5", at);
      case FUTURE ->
          json(id, driver, "\"fare\":12.5" + locked, "\"at\":" + (timestamp(number) + HOUR));
      default -> json(id, driver, "\"fare\":12.5", "\"at\":" + (timestamp(number) - 72 * HOUR));
    };
  }

  private static String json(String... members) {
    return "{"
        + String.join(",", List.of(members).stream().filter(m -> !m.isEmpty()).toList())
        + "}";
  }

  /** Produces spoiled records with keys, timestamps and headers. */
  void produce(int count) {
    try (var producer = KafkaClients.of(broker.bootstrapServers()).producer(Map.of())) {
      for (int i = 0; i < count; i++) {
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(
                topic, null, timestamp(i), key(i).getBytes(UTF_8), record(i).getBytes(UTF_8));
        record.headers().add("trace", ("t" + i).getBytes(UTF_8));
        producer.send(record);
      }
      producer.flush();
    }
  }

  /** Decodes all records of the topic, as a live job does. */
  void decode(BiConsumer<RawRecord, Decoded> visitor, Path definitions) {
    Source source = Definitions.load(definitions).source("rides");
    EventDecoder decoder =
        EventDecoders.live(source, Set.of("driver"), EventDecoder.DEFAULT_MAX_BYTES);
    new TopicContents(broker.bootstrapServers(), topic)
        .forEach(record -> visitor.accept(record, decoder.decode(record)));
  }

  /** Publishes the dead letters of some records, some of them twice, as after a restore. */
  void publish(Path definitions, Predicate<RawRecord> some) {
    try (var producer = KafkaClients.of(broker.bootstrapServers()).producer(Map.of())) {
      decode(
          (record, decoded) -> {
            if (decoded instanceof DeadLetter letter && some.test(record)) {
              DeadLetter whole = letter.withEnvelope(record.envelope());
              producer.send(DeadLetterRecords.of(letters, whole));
              if (record.position().offset() % 7 == 0) {
                producer.send(DeadLetterRecords.of(letters, whole));
              }
            }
          },
          definitions);
      producer.flush();
    }
  }
}
