package io.twinstream.pipelines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records of the payments example, some of them malformed. */
final class Transactions {
  /** A record, and its known time. */
  record Known(long at, String template) {
    String json() {
      return template.replace("KNOWN", Long.toString(at));
    }
  }

  private Transactions() {}

  /** The example's definitions with a history of JSON lines that contain the known time. */
  static Path definitions(Path folder, String topic) throws IOException {
    String yaml =
        Files.readString(example())
            .replace(
                "dedupe: true", "dedupe: true\n    history: {format: json_lines, known: known_at}")
            .replace("topic: txn.events", "topic: " + topic);
    return Files.writeString(folder.resolve("payments.yaml"), yaml);
  }

  static Path example() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder.resolve("transforms/examples/payments/payments.yaml");
  }

  /** Records in order of known time; of a hundred, one is not JSON and two are duplicates. */
  static List<Known> records(long seed, int count) {
    return records(seed, count, 200);
  }

  /** The same with this number of cards. */
  static List<Known> records(long seed, int count, int cards) {
    Random random = new Random(seed);
    List<Known> records = new ArrayList<>();
    long known = 1_700_000_000_000L;
    for (int i = 0; i < count; i++) {
      known += random.nextInt(2_000);
      int kind = random.nextInt(100);
      if (kind == 0) {
        records.add(new Known(known, "{\"transaction_id\": \"broken"));
      } else if (kind <= 2 && i > 10) {
        Known before = records.get(i - 1 - random.nextInt(10));
        records.add(new Known(known, before.template()));
      } else {
        long ts = random.nextInt(5) == 0 ? known - random.nextInt(600_000) : known;
        records.add(new Known(known, json(random, cards, "t" + i, ts)));
      }
    }
    return records;
  }

  /** One valid record. */
  static Known record(long known) {
    return new Known(known, json(new Random(known), 200, "t" + known, known));
  }

  private static String json(Random random, int cards, String id, long ts) {
    return """
    {"transaction_id": "%s", "card_id": "c%d", "user_id": "u%d", "merchant_id": "m%d", \
    "amount": %d.%02d, "currency": "EUR", "device_type": "%s", "status": "%s", "timestamp": %d, \
    "known_at": KNOWN}\
    """
        .formatted(
            id,
            random.nextInt(cards),
            random.nextInt(100),
            random.nextInt(50),
            random.nextInt(500),
            random.nextInt(100),
            random.nextBoolean() ? "web" : "app",
            random.nextInt(10) == 0 ? "declined" : "approved",
            ts);
  }

  /** Writes records as a history file. */
  static Path write(Path folder, List<Known> records) throws IOException {
    return Files.write(
        folder.resolve("transactions.jsonl"), records.stream().map(Known::json).toList());
  }

  /** Sends records, spread over the partitions. */
  static void send(String bootstrapServers, String topic, List<Known> records, int partitions)
      throws InterruptedException, ExecutionException {
    try (var producer = producer(Map.of("bootstrap.servers", bootstrapServers))) {
      send(producer, topic, records, partitions);
    }
  }

  /** The same in a transaction that is aborted. */
  static void abort(String bootstrapServers, String topic, List<Known> records, int partitions)
      throws InterruptedException, ExecutionException {
    try (var producer =
        producer(Map.of("bootstrap.servers", bootstrapServers, "transactional.id", topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, topic, records, partitions);
      producer.abortTransaction();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, List<Known> records, int partitions)
      throws InterruptedException, ExecutionException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Known record : records) {
      byte[] value = record.json().getBytes(StandardCharsets.UTF_8);
      int partition = sent.size() % partitions;
      sent.add(producer.send(new ProducerRecord<>(topic, partition, record.at(), null, value)));
    }
    for (Future<RecordMetadata> each : sent) {
      each.get();
    }
  }
}
