package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import io.twinstream.pipelines.kafka.DeadLetterTopic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests that records with large values, keys or headers become dead letters, and the job continues.
 */
@Tag("slow")
class LargeRecordsTest extends LiveJobFixture {
  private static final int LIMIT = 32 << 20;

  private String letters;

  @Test
  void aJobGoesOnBehindThem() throws Exception {
    flushAll();
    topic = "transactions-" + folder.getFileName();
    stack.broker().createTopic(topic, 1, Map.of("max.message.bytes", Integer.toString(LIMIT)));
    definitions = Transactions.definitions(folder, topic);
    letters = topic + "-dead";
    stack.broker().createTopic(letters, 1, Map.of());
    assertThat(stream("--views=" + CARDS, "--dead-letter-topic=" + letters), is(0));

    List<Transactions.Known> records = Transactions.records(3, 60);
    send(records.subList(0, 30), 1);
    sendLarge();
    send(records.subList(30, 60), 1);
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    long broken = records.size() - Expected.accepted(records);
    awaitTrue(() -> published().size() == broken + 3);
    List<ConsumerRecord<byte[], byte[]>> large =
        published().stream().filter(each -> at(each) >= 30 && at(each) < 33).toList();
    assertThat(large, hasSize(3));
    assertThat(large.get(0).value().length, is(DeadLetter.MAX_PAYLOAD));
    assertThat(header(large.get(0), "size"), is(Integer.toString(20 << 20)));
    assertThat(header(large.get(0), "envelope_cut"), is(nullValue()));
    assertThat(header(large.get(1), "envelope_cut"), is(notNullValue()));
    assertThat(header(large.get(1), "detail"), containsString("the original is at " + topic));
    assertThat(header(large.get(1), "key"), is("the key"));
    assertThat(header(large.get(2), "envelope_cut"), is(notNullValue()));
  }

  /** Sends a value of 20 MB, a record with large headers, and one with many headers. */
  private void sendLarge() throws Exception {
    ProducerRecord<byte[], byte[]> value = record(null, 20 << 20);
    ProducerRecord<byte[], byte[]> headers = record("the key", 520 << 10);
    headers.headers().add("first", new byte[200 << 10]).add("second", new byte[400 << 10]);
    ProducerRecord<byte[], byte[]> many = record("x".repeat(1 << 20), 520 << 10);
    for (int i = 0; i < 30_000; i++) {
      many.headers().add("", null);
    }
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafka(), "max.request.size", LIMIT),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> each : List.of(value, headers, many)) {
        Future<?> sent = producer.send(each);
        sent.get();
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(String key, int size) {
    byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, 0, 1_700_000_030_000L, bytes, new byte[size]);
  }

  /** Like a topic that was created for smaller dead letters. */
  @Test
  void deadLettersFitTheLimitOfTheirTopic() throws Exception {
    letters = "small-" + folder.getFileName();
    stack.broker().createTopic(letters, 1, Map.of("max.message.bytes", "20000"));
    DeadLetterTopic.PublishFn publish =
        new DeadLetterTopic.PublishFn(stack.kafka(), letters, Map.of());
    publish.setup();
    byte[] original = new byte[100_000];
    for (int offset = 0; offset < 2; offset++) {
      publish.publish(
          DeadLetter.of("s", new Position("t#1", 0, offset), 7, Reason.MALFORMED, "", original)
              .withEnvelope(new Envelope(new byte[50_000], 7, List.of())));
    }
    publish.finishBundle();
    publish.teardown();
    List<ConsumerRecord<byte[], byte[]>> read = published();
    assertThat(read, hasSize(2));
    assertThat(header(read.get(1), "size"), is("100000"));
    assertThat(header(read.get(1), "sha256").length(), is(64));
    assertThat(header(read.get(1), "detail"), containsString("the original is at t#1/0@1"));
  }

  private List<ConsumerRecord<byte[], byte[]>> published() {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    TopicPartition only = new TopicPartition(letters, 0);
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.kafka()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      long end = consumer.endOffsets(List.of(only)).get(only);
      while (consumer.position(only) < end) {
        consumer.poll(SOON).forEach(read::add);
      }
    }
    return read;
  }

  /** The offset of the original. */
  private static long at(ConsumerRecord<byte[], byte[]> letter) {
    String position = new String(letter.key(), StandardCharsets.UTF_8);
    return Long.parseLong(position.substring(position.indexOf('@') + 1));
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader("twinstream." + name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }
}
