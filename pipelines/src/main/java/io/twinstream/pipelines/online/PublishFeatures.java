package io.twinstream.pipelines.online;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the features of a view to the topic that it declares: a {@link FeaturesRecord} for the
 * last state of each entity in a bundle, keyed by entity. At least once: a restore may repeat
 * records, also older ones. An entity that is erased gets a record without a value.
 */
public final class PublishFeatures extends PTransform<PCollection<KV<String, EntityState>>, PDone> {
  private static final long serialVersionUID = 1;

  private final PublishFn publish;

  private PublishFeatures(PublishFn publish) {
    this.publish = publish;
  }

  /**
   * @param view declares a topic of features
   */
  public static PublishFeatures of(
      ShippedView view, Generation generation, StoreAddress store, String bootstrapServers) {
    return new PublishFeatures(new PublishFn(view, generation.number(), store, bootstrapServers));
  }

  @Override
  public PDone expand(PCollection<KV<String, EntityState>> states) {
    states.apply("Publish", ParDo.of(publish));
    return PDone.in(states.getPipeline());
  }

  static final class PublishFn extends DoFn<KV<String, EntityState>, Void> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(PublishFeatures.class);

    /** The most entities of a bundle that are held at once. */
    private static final int BATCH = 1_000;

    private static final int MAX_REQUEST_BYTES = 16 << 20;

    private final ShippedView view;
    private final long generation;
    private final StoreAddress address;
    private final String bootstrapServers;
    private transient String topic;
    private transient FeaturesRecord form;
    private transient OnlineStore store;
    private transient KafkaClients kafka;
    private transient KafkaProducer<byte[], byte[]> producer;
    private transient Map<String, EntityState> latest;

    PublishFn(ShippedView view, long generation, StoreAddress address, String bootstrapServers) {
      this.view = view;
      this.generation = generation;
      this.address = address;
      this.bootstrapServers = bootstrapServers;
    }

    @Setup
    public void setup() {
      topic = view.compiled().view().featuresTopic().orElseThrow().name();
      form = new FeaturesRecord(view.compiled(), generation);
      latest = new HashMap<>();
      store = address.open();
      kafka = KafkaClients.of(bootstrapServers);
      producer =
          kafka.producer(
              Map.of(
                  "acks",
                  "all",
                  "enable.idempotence",
                  true,
                  "linger.ms",
                  5,
                  "max.request.size",
                  MAX_REQUEST_BYTES));
    }

    @StartBundle
    public void startBundle() {
      latest.clear();
    }

    @ProcessElement
    public void collapse(@Element KV<String, EntityState> element) throws InterruptedException {
      latest.put(element.getKey(), element.getValue());
      if (latest.size() >= BATCH) {
        publish();
      }
    }

    @FinishBundle
    public void finishBundle() throws InterruptedException {
      if (!latest.isEmpty()) {
        publish();
      }
    }

    /**
     * Erasures are read again after the records are appended: one that comes later appends its own
     * record after these.
     */
    private void publish() throws InterruptedException {
      List<String> entities = List.copyOf(latest.keySet());
      Set<String> erased = erased(entities);
      Map<String, Future<RecordMetadata>> sent = new HashMap<>();
      for (Map.Entry<String, EntityState> each : latest.entrySet()) {
        String entity = each.getKey();
        if (!erased.contains(entity)) {
          sent.put(entity, send(entity, form.write(entity, each.getValue()).getBytes(UTF_8)));
        }
      }
      producer.flush();
      for (Map.Entry<String, Future<RecordMetadata>> each : sent.entrySet()) {
        acknowledged(each.getKey(), each.getValue());
      }
      List<Future<RecordMetadata>> removed = new ArrayList<>();
      erased(entities).forEach(entity -> removed.add(send(entity, null)));
      producer.flush();
      for (Future<RecordMetadata> each : removed) {
        get(each);
      }
      latest.clear();
    }

    private Set<String> erased(List<String> entities) {
      return Await.within(
          StoreAddress.ANSWERS_WITHIN, store.erasures().erased(WriteOnline.key(view), entities));
    }

    private Future<RecordMetadata> send(String entity, byte[] value) {
      return producer.send(new ProducerRecord<>(topic, entity.getBytes(UTF_8), value));
    }

    private void acknowledged(String entity, Future<RecordMetadata> answer)
        throws InterruptedException {
      try {
        answer.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RecordTooLargeException)) {
          throw failed(e);
        }
        LOG.warn(
            "topic {} refuses the features of an entity of {} as too large, so they are published"
                + " as null: set the topic's max.message.bytes",
            topic,
            view.id());
        get(send(entity, form.tooLarge(entity, latest.get(entity)).getBytes(UTF_8)));
      }
    }

    private void get(Future<RecordMetadata> answer) throws InterruptedException {
      try {
        answer.get();
      } catch (ExecutionException e) {
        throw failed(e);
      }
    }

    private RuntimeException failed(ExecutionException e) {
      return kafka.failed("cannot publish features to topic " + topic, e);
    }

    @Teardown
    public void teardown() {
      if (producer != null) {
        producer.close();
      }
      if (store != null) {
        store.close();
      }
    }
  }
}
