package io.twinstream.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
  @TempDir Path folder;

  @Test
  void takesAndGivesRecordsOfTenMegabytesWithItsOwnTimes() throws Exception {
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    try (Supervisor supervisor = new Supervisor(state)) {
      KafkaBroker broker = KafkaBroker.start(supervisor, Installation.find());
      broker.createTopic("big", 3, Map.of("message.timestamp.type", "LogAppendTime"));
      broker.createTopic("big", 3, Map.of());
      byte[] payload = new byte[10 << 20];
      send(broker, new ProducerRecord<>("big", 2, 5L, null, payload));
      List<ConsumerRecord<byte[], byte[]>> received = receive(broker, new TopicPartition("big", 2));
      assertThat(received.size(), is(1));
      assertThat(received.get(0).value().length, is(payload.length));
      assertThat(received.get(0).timestamp(), greaterThan(1_600_000_000_000L));
      assertThat(state.alive().size(), is(1));
    }
    assertThat(state.alive(), is(empty()));
  }

  @Test
  void aBrokerThatCannotStartSaysWhyWithTheEndOfItsLog() {
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    try (Supervisor supervisor = new Supervisor(state)) {
      LocalProcess process =
          supervisor.start(
              "kafka",
              Installation.find()
                  .java(
                      state.temporary(),
                      "infra/local",
                      List.of(),
                      BrokerMain.class.getName(),
                      List.of(folder.resolve("data").toString(), "notaport", "1")));
      var thrown =
          assertThrows(
              IllegalStateException.class,
              () -> process.awaitReady(() -> false, Duration.ofSeconds(60)));
      assertThat(thrown.getMessage(), containsString("notaport"));
    }
  }

  private static void send(KafkaBroker broker, ProducerRecord<byte[], byte[]> record)
      throws Exception {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "max.request.size",
            16 << 20,
            "buffer.memory",
            64L << 20);
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(record).get();
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> receive(
      KafkaBroker broker, TopicPartition partition) {
    Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
    List<ConsumerRecord<byte[], byte[]>> received = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      for (int i = 0; i < 50 && received.isEmpty(); i++) {
        consumer.poll(Duration.ofMillis(200)).forEach(received::add);
      }
    }
    return received;
  }
}
