package io.twinstream.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.oracle.NaiveOracle;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the features that a live job publishes to the topic of a view. */
@Tag("slow")
class PublishFeaturesTest extends LiveJobFixture {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Transactions.Known> records = Transactions.records(31, 3_000);
  private String published;

  @Test
  void theRecordOfGreatestVersionHasWhatReadersOfTheStoreSee() throws Exception {
    begin();
    send(records.subList(0, 1_500), 2);
    assertThat(stream("--views=" + CARDS), is(0));
    Map<String, String> half = Expected.states(CARDS, records.subList(0, 1_500));
    assertThat(Expected.awaitStored(stack.store(), CARDS, half, SOON), is(half));

    JobID job = stack.flink().running().get(0);
    stack.flink().checkpoint(job);
    send(records.subList(1_500, 2_000), 2); // after the checkpoint, so the restored job repeats it
    Map<String, String> more = Expected.states(CARDS, records.subList(0, 2_000));
    Expected.awaitStored(stack.store(), CARDS, more, SOON);
    awaitTrue(() -> latest().equals(expected()));
    stack.flink().cancel(job);
    assertThat(stream("--views=" + CARDS, "--restore=latest"), is(0));
    send(records.subList(2_000, 3_000), 2);
    Map<String, String> all = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, all, SOON), is(all));
    awaitTrue(() -> latest().equals(expected()));

    Map<String, JsonNode> latest = latest();
    assertThat(latest, is(expected()));
    assertThat(latest.keySet(), is(all.keySet()));
    isWhatTheOracleComputes(latest);
    List<ConsumerRecord<byte[], byte[]>> log = log();
    assertThat("one record per event at most, and repeats", log, hasSize(greaterThan(all.size())));
    long events = Expected.accepted(records) + Expected.accepted(records.subList(0, 2_000));
    assertThat((long) log.size(), is(lessThanOrEqualTo(events)));
    assertThat("at the end, the last is the greatest", lastOf(log), is(latest));
  }

  @Test
  void anErasedEntityHasARecordWithoutAValue() throws Exception {
    begin();
    send(records.subList(0, 500), 2);
    assertThat(stream("--views=" + CARDS), is(0));
    Map<String, String> some = Expected.states(CARDS, records.subList(0, 500));
    Expected.awaitStored(stack.store(), CARDS, some, SOON);
    awaitTrue(() -> latest().keySet().equals(some.keySet()));
    String erased = some.keySet().iterator().next();
    ViewKey view = new ViewKey("payments", CARDS);
    Await.within(SOON, stack.store().erasures().erase(view, List.of(erased)));

    send(records.subList(500, 3_000), 2); // with events of the erased card
    awaitTrue(() -> lastOf(log()).containsKey(erased) && lastOf(log()).get(erased) == null);
    Map<String, String> others = new TreeMap<>(Expected.states(CARDS, records));
    others.remove(erased);
    Expected.awaitStored(stack.store(), CARDS, others, SOON);
    awaitTrue(() -> latest().equals(expected()));
    Map<String, JsonNode> last = lastOf(log());
    assertThat(last.containsKey(erased) && last.get(erased) == null, is(true));
    last.remove(erased);
    assertThat(last, is(expected()));
  }

  @Test
  void aMissingTopicIsAnErrorAtTheStart() throws Exception {
    begin(1);
    declare("features-missing-" + folder.getFileName());
    assertThat(stream(), is(1));
  }

  private void begin() throws Exception {
    begin(2);
    published = "features-" + folder.getFileName();
    stack.broker().createTopic(published, 2, Map.of("cleanup.policy", "compact"));
    declare(published);
  }

  private void declare(String name) throws IOException {
    String yaml = Files.readString(definitions);
    Files.writeString(
        definitions,
        yaml.replaceFirst("(card_spend@1:\n)", "$1    features_topic: " + name + "\n"));
  }

  /** What a reader of the store sees of each entity as of its newest event. */
  private Map<String, JsonNode> expected() throws IOException {
    Project project = Definitions.load(definitions);
    CompiledView view = CompiledView.of(project, project.view(CARDS));
    Generation followed = Expected.followed(stack.store(), CARDS);
    Map<String, JsonNode> expected = new TreeMap<>();
    for (String entity : Expected.stored(stack.store(), CARDS).keySet()) {
      StoredState stored =
          Await.within(SOON, stack.store().states().read(List.of(new StateKey(followed, entity))))
              .get(0);
      FeatureRow row = view.evaluate(stored.bytes(), stored.newest());
      Map<String, Object> features = new HashMap<>();
      for (int i = 0; i < row.size(); i++) {
        features.put(view.names().get(i), row.plain(i));
      }
      Map<String, Object> record = new HashMap<>();
      record.put("view", CARDS);
      record.put("entities", Map.of("card", entity));
      record.put("as_of", Instant.ofEpochMilli(stored.newest()).toString());
      record.put("generation", followed.number());
      record.put("count", stored.count());
      record.put("fingerprint", view.fingerprintText());
      record.put("features", features);
      expected.put(entity, JSON.readTree(JSON.writeValueAsString(record)));
    }
    return expected;
  }

  private void isWhatTheOracleComputes(Map<String, JsonNode> latest) {
    Project project = Definitions.load(definitions);
    CompiledView view = CompiledView.of(project, project.view(CARDS));
    NaiveOracle oracle = new NaiveOracle(project, project.view(CARDS), view.types());
    Map<String, List<Event>> events = new HashMap<>();
    for (Event event : Expected.distinct(records)) {
      events.computeIfAbsent(view.key(event), key -> new ArrayList<>()).add(event);
    }
    latest.forEach(
        (entity, record) -> {
          long asOf = Instant.parse(record.path("as_of").asText()).toEpochMilli();
          FeatureRow row = oracle.evaluate(events.get(entity), asOf);
          for (int i = 0; i < row.size(); i++) {
            JsonNode value = record.path("features").path(view.names().get(i));
            Object plain = row.plain(i);
            assertThat(
                view.names().get(i),
                value.isNull()
                    ? null
                    : value.isTextual()
                        ? value.asText()
                        : plain instanceof Double
                            ? (Object) value.doubleValue()
                            : value.longValue(),
                is(plain));
          }
        });
  }

  /** By entity, the record of the greatest version, as a consumer keeps it. */
  private Map<String, JsonNode> latest() {
    Map<String, JsonNode> latest = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> each : log()) {
      String entity = new String(each.key(), UTF_8);
      if (each.value() == null) {
        latest.remove(entity);
      } else {
        latest.merge(entity, json(each.value()), (a, b) -> version(b) >= version(a) ? b : a);
      }
    }
    return latest;
  }

  /** One generation; a count never falls while the newest event stays. */
  private static long version(JsonNode record) {
    long newest = Instant.parse(record.path("as_of").asText()).toEpochMilli();
    return newest * 100_000 + record.path("count").longValue();
  }

  private static Map<String, JsonNode> lastOf(List<ConsumerRecord<byte[], byte[]>> log) {
    Map<String, JsonNode> last = new TreeMap<>();
    log.forEach(
        each ->
            last.put(
                new String(each.key(), UTF_8), each.value() == null ? null : json(each.value())));
    return last;
  }

  private static JsonNode json(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> log() {
    List<TopicPartition> partitions =
        List.of(new TopicPartition(published, 0), new TopicPartition(published, 1));
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.kafka(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
