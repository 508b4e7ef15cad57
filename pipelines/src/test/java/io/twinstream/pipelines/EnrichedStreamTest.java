package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.enrich.Devices;
import io.twinstream.features.enrich.EnrichedHistory;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.TopicContents;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ViewKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests the live job of enriched sources on a real broker and the real runner: two topics, two
 * hops, and a restore.
 */
@Tag("slow")
class EnrichedStreamTest extends LiveJobFixture {
  private static final int PARTITIONS = 2;
  private static final List<String> VIEWS =
      List.of("merchant_plus@1", "card_twice@1", "card_traffic@1");

  private final Random random = new Random(5);
  private int sent;

  private void beginDevices(String timestamps) throws Exception {
    flushAll();
    topic = "payments-" + folder.getFileName();
    Map<String, String> config = Map.of("message.timestamp.type", timestamps);
    stack.broker().createTopic(topic, PARTITIONS, config);
    stack.broker().createTopic(topic + "-devices", PARTITIONS, config);
    definitions =
        Files.writeString(
            folder.resolve("devices.yaml"),
            Devices.YAML
                .replace("  payments:\n", "  payments:\n    topic: " + topic + "\n")
                .replace("  devices:\n", "  devices:\n    topic: " + topic + "-devices\n"));
  }

  /** Sends payments and devices by turns, out of order, some twice. */
  private void sendSome(int count) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafka(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      String last = null;
      for (int i = 0; i < count; i++) {
        long ts = clock.millis() - random.nextInt(3) * random.nextInt(300_000);
        if (random.nextInt(3) == 0) {
          String device = "{'device': 'd%d', 'os': '%s', 'time': %d}";
          send(
              producer,
              topic + "-devices",
              device.formatted(random.nextInt(20), random.nextBoolean() ? "a" : "b", ts));
        } else if (last != null && random.nextInt(20) == 0) {
          send(producer, topic, last);
        } else {
          last =
              "{'id': 'p%d', 'card': 'c%d', 'device': 'd%d', 'merchant': 'm%d', 'amount': %d, 'time': %d}"
                  .formatted(
                      sent++,
                      random.nextInt(10),
                      random.nextInt(20),
                      random.nextInt(3),
                      random.nextInt(100),
                      ts);
          send(producer, topic, last);
        }
        if (i % 50 == 0) {
          producer.flush();
        }
      }
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, String to, String json) {
    byte[] value = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(to, random.nextInt(PARTITIONS), null, null, value));
  }

  @Test
  void liveStatesAreThoseOfTheReplayAlsoAfterARestore() throws Exception {
    beginDevices("LogAppendTime");
    sendSome(3_000);
    String views = "--views=" + String.join(",", VIEWS);
    assertThat(stream(views), is(0));
    sendSome(3_000);
    for (String view : VIEWS) {
      Map<String, String> expected = expected(view);
      assertThat(expected, is(not(anEmptyMap())));
      assertThat(view, awaitNewest(view, expected), is(expected));
    }
    awaitTrue(() -> follows("card_twice@1"));
    assertThat(follows("card_twice@1"), is(true));
    JobID job = stack.flink().running().get(0);
    sendSome(500);
    stack.flink().cancel(job);
    sendSome(500);
    assertThat(stream(views, "--restore=latest"), is(0));
    for (String view : VIEWS) {
      Map<String, String> expected = expected(view);
      assertThat(view, awaitNewest(view, expected), is(expected));
    }
  }

  @Test
  void anEmptiedStoreIsFilledAgain() throws Exception {
    beginDevices("LogAppendTime");
    sendSome(1_000);
    assertThat(stream("--views=card_twice@1"), is(0));
    Map<String, String> expected = expected("card_twice@1");
    assertThat(awaitNewest("card_twice@1", expected), is(expected));
    // Its progress must be in a checkpoint, by which the job notices that it is gone.
    long stored = System.currentTimeMillis();
    awaitTrue(() -> checkpointAt("card_twice@1") > stored);
    assertThat(checkpointAt("card_twice@1"), is(greaterThan(stored)));
    flushAll();
    assertThat(awaitNewest("card_twice@1", expected), is(expected));
  }

  @Test
  void aTopicWithTheProducersTimestampsIsRefused() throws Exception {
    beginDevices("CreateTime");
    assertThat(stream("--views=card_twice@1"), is(2));
    assertThat(stream("--views=card_twice@1", "--bootstrap=" + folder), is(2));
    assertThat(stack.flink().running().isEmpty(), is(true));
  }

  private long checkpointAt(String view) {
    ViewKey key = new ViewKey("devices", view);
    Generation followed =
        Await.within(SOON, stack.store().generations().pointer(key)).orElseThrow();
    return Await.within(SOON, stack.store().progress().published(followed))
        .orElseThrow()
        .checkpointAt();
  }

  private boolean follows(String view) {
    return stack
        .store()
        .generations()
        .pointer(new ViewKey("devices", view))
        .toCompletableFuture()
        .join()
        .isPresent();
  }

  private Map<String, String> awaitNewest(String view, Map<String, String> expected)
      throws Exception {
    Map<String, Map<String, String>> last = new HashMap<>();
    awaitTrue(
        () -> {
          List<Generation> all =
              stack
                  .store()
                  .generations()
                  .list(new ViewKey("devices", view))
                  .toCompletableFuture()
                  .join()
                  .stream()
                  .toList();
          last.put(
              "",
              all.isEmpty() ? Map.of() : Expected.stored(stack.store(), all.get(all.size() - 1)));
          return last.get("").equals(expected);
        });
    return last.get("");
  }

  private Map<String, String> expected(String id) {
    Project project = Definitions.load(definitions);
    EnrichedHistory history =
        new EnrichedHistory(
            project,
            Map.of("payments", events(project, "payments"), "devices", events(project, "devices")));
    CompiledView view = CompiledView.of(project, project.view(id));
    Map<String, EntityState> states = new HashMap<>();
    for (Event event : history.events(view.view().source())) {
      states.merge(view.key(event), view.add(view.empty(), event), view::merge);
    }
    Map<String, String> hex = new TreeMap<>();
    states.forEach((key, state) -> hex.put(key, HexFormat.of().formatHex(view.encode(state))));
    return hex;
  }

  /** The distinct events of a topic: of equal ones, the first by known time and position. */
  private List<Event> events(Project project, String source) {
    EventDecoder decoder =
        EventDecoders.live(project.source(source), DecodeEvents.keys(project, source), 1 << 20);
    List<Event> events = new ArrayList<>();
    new TopicContents(stack.kafka(), project.source(source).topic())
        .forEach(
            record -> {
              if (decoder.decode(record) instanceof Event event) {
                events.add(event);
              }
            });
    Set<Long> seen = new HashSet<>();
    return events.stream()
        .sorted(Comparator.comparingLong(Event::known).thenComparing(Event::position))
        .filter(event -> !project.source(source).dedupe() || seen.add(event.identity()))
        .toList();
  }
}
