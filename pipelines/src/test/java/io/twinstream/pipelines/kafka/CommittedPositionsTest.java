package io.twinstream.pipelines.kafka;

import static io.twinstream.pipelines.kafka.SharedBroker.broker;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.twinstream.features.event.TopicId;
import io.twinstream.kafka.ConsumerGroup;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.Topics;
import io.twinstream.local.process.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that a reader's positions are in its consumer group, as Kafka's tools read them. */
@Timeout(120)
@ExtendWith(SharedBroker.class)
class CommittedPositionsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Longer than two attempts take to fail. */
  private static final Duration TWO_FAILURES = Duration.ofSeconds(22);

  private static final String GROUP = "twinstream.shop.card_spend@1";

  @Test
  void theGroupHasThePositionsOfTheLatestCompleteCheckpoint() throws Exception {
    FreshTopic topic = FreshTopic.create(broker(), "payments", 2);
    send(topic, 0, 3);
    send(topic, 1, 2);
    TopicMark complete;
    try (TopicReader reader = reader(topic, null)) {
      reader.start();
      readTo(reader, Map.of(0, 3L, 1, 2L));
      assertThat(committed("payments"), is(Map.of())); // no checkpoint is complete yet
      complete = reader.getCheckpointMark();
      send(topic, 0, 4);
      readTo(reader, Map.of(0, 7L, 1, 2L));
      complete.finalizeCheckpoint();
      awaitCommitted("payments", Map.of(0, 3L, 1, 2L));
      reader.getCheckpointMark().finalizeCheckpoint();
      awaitCommitted("payments", Map.of(0, 7L, 1, 2L));
    }
    // A restored job reads from its checkpoint, wherever the group is.
    try (TopicReader restored = reader(topic, complete)) {
      restored.start();
      awaitCommitted("payments", Map.of(0, 3L, 1, 2L));
      readTo(restored, Map.of(0, 7L, 1, 2L));
      restored.getCheckpointMark().finalizeCheckpoint();
    }
    awaitCommitted("payments", Map.of(0, 7L, 1, 2L)); // the last one arrives although it closes
  }

  @Test
  @Tag("slow")
  void aGroupThatCannotBeReachedDelaysNothingAndIsLoggedOnce() throws Exception {
    String problem = "cannot commit positions to the consumer group '" + GROUP + "'";
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    PrintStream err = System.err;
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    Duration longest = Duration.ZERO;
    try {
      ConsumerGroup group =
          ConsumerGroup.open(KafkaClients.plain("127.0.0.1:" + Ports.free()), GROUP);
      long until = System.nanoTime() + TWO_FAILURES.toNanos();
      for (long at = 0; System.nanoTime() < until; at++) {
        long begun = System.nanoTime();
        group.commit("payments", Map.of(0, at, 1, TopicRead.EARLIEST));
        longest = Collections.max(List.of(longest, Duration.ofNanos(System.nanoTime() - begun)));
        Thread.sleep(5);
      }
      long begun = System.nanoTime();
      group.close();
      group.commit("payments", Map.of(0, 1L)); // as a checkpoint that is complete later
      Duration closing = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(closing, is(lessThanOrEqualTo(Duration.ofSeconds(5))));
    } finally {
      System.setErr(err);
    }
    assertThat(longest, is(lessThanOrEqualTo(Duration.ofSeconds(2))));
    String log = logged.toString(StandardCharsets.UTF_8);
    assertThat(log, log.split(problem, -1).length - 1, is(1));
  }

  private static TopicReader reader(FreshTopic topic, TopicMark from) {
    BrokerOptions options = PipelineOptionsFactory.as(BrokerOptions.class);
    options.setKafka(broker().bootstrapServers());
    options.setConsumerGroup(GROUP);
    try (Topics topics = Topics.connect(broker().bootstrapServers())) {
      TopicId id = topics.describe(topic.name()).topic();
      TreeMap<Integer, Long> begin = topics.begins(topic.name());
      TopicRead read =
          new TopicRead(id, begin.size(), begin, new TreeMap<>(), false, Clock.systemUTC());
      TopicSource source = new TopicSource(read, o -> PositionReport.NONE);
      return (TopicReader) source.createReader(options, from);
    }
  }

  private static void send(FreshTopic topic, int partition, int count) throws Exception {
    try (var producer = topic.producer()) {
      for (int i = 0; i < count; i++) {
        producer.send(new ProducerRecord<>(topic.name(), partition, null, new byte[] {1})).get();
      }
    }
  }

  private static void readTo(TopicReader reader, Map<Integer, Long> next) throws IOException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!reader.getCheckpointMark().next().equals(next)) {
      assertThat("read in time", System.nanoTime(), is(lessThanOrEqualTo(deadline)));
      reader.advance();
    }
  }

  private static void awaitCommitted(String topic, Map<Integer, Long> positions) throws Exception {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!committed(topic).equals(positions) && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    assertThat(committed(topic), is(positions));
  }

  private static Map<Integer, Long> committed(String topic) throws Exception {
    Map<Integer, Long> positions = new TreeMap<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker().bootstrapServers()))) {
      admin
          .listConsumerGroupOffsets(GROUP)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (at, offset) -> {
                if (at.topic().equals(topic)) {
                  positions.put(at.partition(), offset.offset());
                }
              });
    }
    return positions;
  }
}
