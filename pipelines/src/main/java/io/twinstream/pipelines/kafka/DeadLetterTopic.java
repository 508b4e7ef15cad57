package io.twinstream.pipelines.kafka;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.kafka.DeadLetterRecords;
import io.twinstream.kafka.KafkaClients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes dead letters to the Kafka topics that their sources declare, or else to that of the
 * job; those that have neither are not published. At least once: a restore may repeat some, with
 * the same key. If the topic refuses a record as too large, less of the original is published.
 */
public final class DeadLetterTopic extends PTransform<PCollection<DeadLetter>, PDone> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);

  /**
   * The number of bytes kept of the original, and of its key and headers, if the topic refuses
   * more.
   */
  private static final int LEAST = 4 * 1024;

  private final PublishFn publish;

  private DeadLetterTopic(PublishFn publish) {
    this.publish = publish;
  }

  /**
   * @param topic of the sources that declare none, if there is one
   * @return empty if there is no topic at all
   */
  public static Optional<DeadLetterTopic> of(
      String bootstrapServers, Optional<String> topic, Collection<Source> sources) {
    Map<String, String> declared = new TreeMap<>();
    sources.forEach(
        source -> source.deadLetters().ifPresent(own -> declared.put(source.name(), own.name())));
    return topic.isEmpty() && declared.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DeadLetterTopic(new PublishFn(bootstrapServers, topic.orElse(null), declared)));
  }

  @Override
  public PDone expand(PCollection<DeadLetter> letters) {
    letters.apply("Publish", ParDo.of(publish));
    return PDone.in(letters.getPipeline());
  }

  public static final class PublishFn extends DoFn<DeadLetter, Void> {
    private static final long serialVersionUID = 1;

    private final String bootstrapServers;
    private final String otherwise;
    private final Map<String, String> declared;
    private transient KafkaClients kafka;
    private transient KafkaProducer<byte[], byte[]> producer;
    private transient List<Sent> inFlight;

    private record Sent(DeadLetter letter, String topic, Future<RecordMetadata> answer) {}

    /**
     * @param otherwise the topic of the sources without one; null for none
     * @param declared by source
     */
    public PublishFn(String bootstrapServers, String otherwise, Map<String, String> declared) {
      this.bootstrapServers = bootstrapServers;
      this.otherwise = otherwise;
      this.declared = new TreeMap<>(declared);
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
      String topic = declared.getOrDefault(letter.source(), otherwise);
      if (topic != null) {
        inFlight.add(new Sent(letter, topic, producer.send(DeadLetterRecords.of(topic, letter))));
      }
    }

    @FinishBundle
    public void finishBundle() throws InterruptedException {
      if (inFlight.isEmpty()) {
        return;
      }
      producer.flush();
      for (Sent sent : inFlight) {
        try {
          deliver(sent);
        } catch (ExecutionException e) {
          throw kafka.failed("cannot publish a dead letter to topic " + sent.topic(), e);
        }
      }
      inFlight.clear();
    }

    private void deliver(Sent sent) throws ExecutionException, InterruptedException {
      try {
        sent.answer().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RecordTooLargeException)) {
          throw e;
        }
        LOG.warn(
            "topic {} refuses the dead letter {} as too large, so only {} bytes of the "
                + "original are published: set the topic's max.message.bytes, or "
                + "max.request.size of the clients, to {}",
            sent.topic(),
            sent.letter().position(),
            LEAST,
            2 * DeadLetter.MAX_PAYLOAD);
        producer.send(DeadLetterRecords.of(sent.topic(), sent.letter().within(LEAST))).get();
      }
    }

    @Teardown
    public void teardown() {
      if (producer != null) {
        producer.close();
      }
    }
  }
}
