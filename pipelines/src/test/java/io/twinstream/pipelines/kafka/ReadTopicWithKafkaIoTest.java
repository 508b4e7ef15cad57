package io.twinstream.pipelines.kafka;

import static io.twinstream.pipelines.kafka.SharedBroker.broker;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that {@code KafkaIO} gives the records that Twinstream's own reader gives. */
@Timeout(120)
@ExtendWith(SharedBroker.class)
class ReadTopicWithKafkaIoTest {
  private static final Queue<RawRecord> READ = new ConcurrentLinkedQueue<>();

  @Test
  void recordsEqualThoseOfTheOwnReader() throws Exception {
    FreshTopic topic = FreshTopic.create(broker(), "equal", 1);
    topic.send(1_000, "before the beginning");
    try (var producer = topic.transactional()) {
      FreshTopic.commit(producer, topic.record(5_000, "first"));
      FreshTopic.abort(producer, topic.record(9_000, "never"));
      FreshTopic.commit(producer, topic.record(4_000, "earlier"));
      ProducerRecord<byte[], byte[]> keyless =
          new ProducerRecord<>(
              topic.name(), 0, 7_000L, null, "keyless".getBytes(StandardCharsets.UTF_8));
      keyless.headers().add("trace", new byte[] {1});
      FreshTopic.commit(producer, keyless);
      FreshTopic.commit(
          producer,
          new ProducerRecord<byte[], byte[]>(
              topic.name(), 0, (Long) 6_000L, new byte[] {1}, (byte[]) null));
    }
    TopicRead read = topic.read(1, Map.of(0, 4_500L));
    READ.clear();
    BrokerOptions options = PipelineOptionsFactory.create().as(BrokerOptions.class);
    options.setKafka(broker().bootstrapServers());
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Read", ReadTopicWithKafkaIo.of(read).withMaxReadTime(Duration.ofSeconds(8)))
        .apply("Collect", ParDo.of(new CollectFn()));
    pipeline.run().waitUntilFinish();
    try (RunningReader own = RunningReader.start(broker().bootstrapServers(), read)) {
      own.await(() -> own.next(0) >= 9);
      assertThat(
          texts(READ.stream()),
          is(texts(own.records().stream().filter(record -> record.skipped() == 0))));
    }
    assertThat(
        READ.stream().map(RawRecord::known).sorted().toList(),
        is(List.of(5_000L, 5_000L, 7_000L, 7_000L)));
  }

  private static List<String> texts(Stream<RawRecord> records) {
    return records
        .map(
            record ->
                "%s %d %d %s %s %d %s"
                    .formatted(
                        record.position(),
                        record.known(),
                        record.time(),
                        text(record.payload()),
                        text(record.envelope().key()),
                        record.envelope().timestamp(),
                        record.envelope().headers().stream()
                            .map(header -> header.name())
                            .collect(Collectors.joining())))
        .sorted()
        .toList();
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static final class CollectFn extends DoFn<RawRecord, Void> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void collect(@Element RawRecord record) {
      READ.add(record);
    }
  }
}
