package io.twinstream.pipelines;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.kafka.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Publishes dead letters to a Kafka topic: the key is the position, the value the original bytes,
 * and headers say the rest. At least once: after a restore some come again, with the same key.
 */
public final class DeadLetterTopic extends PTransform<PCollection<DeadLetter>, PDone> {
  private static final long serialVersionUID = 1;

  private final String bootstrapServers;
  private final String topic;

  private DeadLetterTopic(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
  }

  public static DeadLetterTopic of(String bootstrapServers, String topic) {
    return new DeadLetterTopic(bootstrapServers, topic);
  }

  @Override
  public PDone expand(PCollection<DeadLetter> letters) {
    letters.apply("Publish", ParDo.of(new PublishFn(bootstrapServers, topic)));
    return PDone.in(letters.getPipeline());
  }

  static final class PublishFn extends DoFn<DeadLetter, Void> {
    private static final long serialVersionUID = 1;

    private final String bootstrapServers;
    private final String topic;
    private transient KafkaClients kafka;
    private transient KafkaProducer<byte[], byte[]> producer;
    private transient List<Future<RecordMetadata>> inFlight;

    PublishFn(String bootstrapServers, String topic) {
      this.bootstrapServers = bootstrapServers;
      this.topic = topic;
    }

    @Setup
    public void setup() {
      inFlight = new ArrayList<>();
      kafka = KafkaClients.of(bootstrapServers);
      producer =
          kafka.producer(
              Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * DeadLetter.MAX_PAYLOAD));
    }

    @ProcessElement
    public void publish(@Element DeadLetter letter) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topic, bytes(letter.position().toString()), letter.payload());
      header(record, "source", letter.source());
      header(record, "reason", letter.reason().name());
      header(record, "detail", letter.detail());
      header(record, "known", Long.toString(letter.known()));
      header(record, "size", Long.toString(letter.size()));
      header(record, "sha256", letter.sha256());
      envelope(record, letter.envelope());
      inFlight.add(producer.send(record));
    }

    /** The producer's own headers may have any names. */
    private static void envelope(ProducerRecord<byte[], byte[]> record, Envelope envelope) {
      if (envelope.timestamp() != Envelope.NO_TIMESTAMP) {
        header(record, "timestamp", Long.toString(envelope.timestamp()));
      }
      if (envelope.key() != null) {
        record.headers().add("twinstream.key", envelope.key());
      }
      for (Envelope.Header each : envelope.headers()) {
        record.headers().add("twinstream.header." + each.name(), each.value());
      }
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
      record.headers().add("twinstream." + name, bytes(value));
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @FinishBundle
    public void finishBundle() throws InterruptedException {
      if (inFlight.isEmpty()) {
        return;
      }
      producer.flush();
      try {
        for (Future<RecordMetadata> sent : inFlight) {
          sent.get();
        }
      } catch (ExecutionException e) {
        throw kafka.failed("a dead letter was not delivered to " + topic, e);
      }
      inFlight.clear();
    }

    @Teardown
    public void teardown() {
      if (producer != null) {
        producer.close();
      }
    }
  }
}
