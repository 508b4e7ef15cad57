package io.twinstream.local.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.kafka.TopicContents;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09Z");

  @TempDir Path folder;

  @Test
  void whatIsRecordedIsWhatTheTopicHolds() throws Exception {
    try (Supervisor supervisor = new Supervisor(StateDirectory.at(folder.resolve("stack")))) {
      KafkaBroker broker = KafkaBroker.start(supervisor, Installation.find());
      broker.createTopic("payments", 3, Map.of("message.timestamp.type", "LogAppendTime"));
      Path record = folder.resolve("sent.jsonl");
      Generator.Sent sent = send(broker, record);
      assertThat(sent.events(), is(500L));
      assertThat(sent.duplicates(), is(greaterThan(50L)));
      assertThat(sent.records(), is(sent.events() + sent.duplicates()));
      assertThat(sent.spoiled().size(), is(greaterThan(5)));
      List<String> recorded = recorded(record);
      assertThat(recorded, hasSize((int) sent.records()));
      assertThat(received(broker, recorded.size()), containsInAnyOrder(recorded.toArray()));
      paymentsOfACardAreInOnePartitionInOrder(broker);
    }
  }

  private static void paymentsOfACardAreInOnePartitionInOrder(KafkaBroker broker) {
    broker.createTopic("ordered", 3, Map.of());
    Traffic traffic = new Traffic(3, 20, 0, 0, 0, Duration.ZERO, Duration.ofHours(6));
    try (Generator generator =
        new Generator(
            traffic,
            broker.bootstrapServers(),
            "ordered",
            PaymentKey.card_id,
            Optional.empty(),
            InstantSource.fixed(NOW))) {
      generator.run(0, 300, Duration.ofMinutes(1));
    }
    Map<String, Integer> partitions = new TreeMap<>();
    Map<String, String> last = new TreeMap<>();
    new TopicContents(broker.bootstrapServers(), "ordered")
        .forEachRecord(
            record -> {
              String card = new String(record.key(), StandardCharsets.UTF_8);
              String payment = new String(record.value(), StandardCharsets.UTF_8);
              assertThat(payment, containsString("\"card_id\":\"" + card + "\""));
              partitions.putIfAbsent(card, record.partition());
              assertThat(record.partition(), is(partitions.get(card)));
              String time = payment.replaceAll(".*\"timestamp\":\"([^\"]*)\".*", "$1");
              assertThat(time, is(greaterThanOrEqualTo(last.getOrDefault(card, ""))));
              last.put(card, time);
            });
    assertThat(partitions.size(), is(20));
    assertThat(new TreeSet<>(partitions.values()).size(), is(greaterThan(1)));
  }

  private static Generator.Sent send(KafkaBroker broker, Path record) {
    Traffic traffic =
        new Traffic(3, 100, 1.1, 0.2, 0.2, Duration.ofSeconds(5), Duration.ofHours(6));
    try (Generator generator =
        new Generator(
            traffic,
            broker.bootstrapServers(),
            "payments",
            PaymentKey.card_id,
            Optional.of(record),
            InstantSource.fixed(NOW))) {
      return generator.run(0, 500, Duration.ofMinutes(1));
    }
  }

  private static List<String> recorded(Path record) throws Exception {
    List<String> recorded = new ArrayList<>();
    for (String line : Files.readAllLines(record)) {
      JsonNode json = new ObjectMapper().readTree(line);
      recorded.add(
          line(
              json.path("partition").asInt(),
              json.path("offset").asLong(),
              json.path("known").asLong(),
              json.path("payload").binaryValue()));
    }
    return recorded;
  }

  private static List<String> received(KafkaBroker broker, int expected) {
    List<String> received = new ArrayList<>();
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      partitions.add(new TopicPartition("payments", i));
    }
    Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      for (int i = 0; i < 50 && received.size() < expected; i++) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(r -> received.add(line(r.partition(), r.offset(), r.timestamp(), r.value())));
      }
    }
    return received;
  }

  private static String line(int partition, long offset, long known, byte[] payload) {
    return partition
        + "@"
        + offset
        + " "
        + known
        + " "
        + java.util.HexFormat.of().formatHex(payload);
  }
}
