package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.Definitions;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.Source;
import io.twinstream.local.Installation;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.RedisServer;
import io.twinstream.local.StateDirectory;
import io.twinstream.local.Supervisor;
import io.twinstream.offline.log.Accounting;
import io.twinstream.offline.log.AccountingReader;
import io.twinstream.offline.log.Tables;
import io.twinstream.pipelines.kafka.Topics;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.PublishedModel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live job on a real broker and the real runner. */
@Tag("slow")
class StreamJobTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String CARDS = "card_spend@1";

  @TempDir static Path stack;
  private static Supervisor supervisor;
  private static KafkaBroker broker;
  private static EmbeddedFlink flink;
  private static String redis;
  private static OnlineStore store;

  @TempDir Path folder;
  private String topic;
  private Path definitions;

  @BeforeAll
  static void start() throws Exception {
    supervisor = new Supervisor(StateDirectory.at(stack));
    broker = KafkaBroker.start(supervisor, Installation.find());
    redis = RedisServer.start(supervisor).address();
    store = StoreAddress.redis(redis).open();
    flink = EmbeddedFlink.start(2);
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      flink.close();
      store.close();
    } finally {
      supervisor.close();
    }
  }

  @Test
  void liveStatesAreThoseOfTheAlgebraAndOfTheBackfill() throws Exception {
    List<Transactions.Known> records = Transactions.records(1, 5_000);
    begin(3);
    send(records, 3);
    assertThat(stream(), is(0));
    JobID job = flink.running().get(0);
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(store, CARDS, expected, SOON), is(expected));
    flink.cancel(job);
    Map<String, Map<String, String>> live = stored();
    assertThat(eventsFrom(Expected.followed(store, CARDS)), is(Expected.earliest(records)));
    assertThat(backfill(Transactions.write(folder, records.subList(500, 5_000))), is(2));
    assertThat(backfill(Transactions.write(folder, records)), is(0));
    assertThat(stored(), is(live));
    assertThat(backfill(Transactions.write(folder, records), "--new-generation"), is(0));
    assertThat(stored(), is(live));
    assertThat(eventsFrom(Expected.followed(store, CARDS)), is(Expected.earliest(records)));
    Project project = Definitions.load(definitions);
    Optional<PublishedModel> model = Await.within(SOON, store.model(project.name()));
    assertThat(
        model.map(PublishedModel::fingerprint), is(Optional.of(ProjectJson.fingerprint(project))));
  }

  @Test
  void theLogsAccountForEveryRecord() throws Exception {
    List<Transactions.Known> records = Transactions.records(4, 1_000);
    begin(4);
    String letters = topic + "-dead";
    broker.createTopic(letters, 1, Map.of());
    send(records, 4);
    Path logs = folder.resolve("logs");
    int code =
        stream(
            "--output=" + logs,
            "--log-seconds=1",
            "--as-served",
            "--dead-letter-topic=" + letters,
            "--views=" + CARDS);
    assertThat(code, is(0));
    AccountingReader reader =
        AccountingReader.of(
            Definitions.load(definitions),
            logs.resolve("events/transactions"),
            logs.resolve("dead_letters"));
    int distinct = Expected.distinct(records).size();
    String served = "SELECT count(*) FROM " + Tables.newestRows(logs.resolve("as_served/" + CARDS));
    awaitTrue(() -> reader.read("transactions", OptionalLong.of(records.size())).holds());
    awaitTrue(() -> Sql.query(served).equals(List.of(Integer.toString(distinct))));
    flink.cancel(flink.running().get(0));
    Accounting accounting = reader.read("transactions", OptionalLong.of(records.size()));
    assertThat(accounting.problems(), is(empty()));
    assertThat(accounting.accepted(), is(Expected.accepted(records)));
    assertThat(accounting.views().get(CARDS).distinct(), is((long) distinct));
    assertThat(Sql.query(served), is(List.of(Integer.toString(distinct))));
    assertThat(end(letters), is(accounting.dead()));
  }

  @Test
  void aJobThatBeginsWithTheLogsOfAnotherHasItsStatesThoughTheTopicForgot() throws Exception {
    List<Transactions.Known> records = Transactions.records(5, 3_000);
    begin(3);
    send(records.subList(0, 2_000), 3);
    Path logs = folder.resolve("logs");
    assertThat(stream("--output=" + logs, "--log-seconds=1"), is(0));
    AccountingReader reader =
        AccountingReader.of(
            Definitions.load(definitions),
            logs.resolve("events/transactions"),
            logs.resolve("dead_letters"));
    awaitTrue(() -> reader.read("transactions", OptionalLong.of(2_000)).holds());
    flink.cancel(flink.running().get(0));
    Generation before = Expected.followed(store, CARDS);

    forget(Map.of(0, 600L, 1, 500L));
    send(records.subList(2_000, 3_000), 3);
    assertThat(stream("--bootstrap=" + logs), is(0));
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(store, CARDS, expected, SOON), is(expected));
    assertThat(Expected.followed(store, CARDS), is(greaterThan(before)));
    flink.cancel(flink.running().get(0));

    forget(Map.of(2, 900L));
    assertThat(stream("--bootstrap=" + logs), is(2));
  }

  @Test
  void readersStayWithTheOldGenerationUntilTheNewOneHasCaughtUp() throws Exception {
    List<Transactions.Known> records = Transactions.records(6, 2_000);
    begin(4);
    send(records, 3); // one partition stays empty, and the producers' times stand still
    assertThat(stream("--views=" + CARDS), is(0));
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(store, CARDS, expected, SOON), is(expected));
    flink.cancel(flink.running().get(0));
    Generation old = Expected.followed(store, CARDS);

    assertThat(stream("--views=" + CARDS, "--checkpointingInterval=3600000"), is(0));
    List<Generation> begun = Await.within(SOON, store.generations(old.view()));
    Generation fresh = begun.get(begun.size() - 1);
    assertThat(fresh, is(greaterThan(old)));
    awaitTrue(() -> Expected.stored(store, fresh).equals(expected));
    assertThat(Expected.stored(store, fresh), is(expected));
    assertThat(Expected.followed(store, CARDS), is(old));

    flink.checkpoint(flink.running().get(0));
    awaitTrue(() -> Expected.followed(store, CARDS).equals(fresh));
    assertThat(Expected.followed(store, CARDS), is(fresh));
    flink.cancel(flink.running().get(0));
  }

  @Test
  void whereEventsBeginIsToldByTheFirstEventOfTheTopicOrNotAtAll() throws Exception {
    begin(1);
    Project project = Definitions.load(definitions);
    assertThat(eventsFrom(project), is(Long.MIN_VALUE));
    send(List.of(new Transactions.Known(5, "broken"), Transactions.record(7)), 1);
    assertThat(eventsFrom(project), is(7L));

    topic = topic + "-stamped";
    broker.createTopic(topic, 1, Map.of("message.timestamp.type", "LogAppendTime"));
    project = Definitions.load(Transactions.definitions(folder, topic));
    long before = Clock.systemUTC().millis();
    assertThat(eventsFrom(project), is(greaterThanOrEqualTo(before)));
  }

  private static long eventsFrom(Project project) {
    List<Source> sources = List.of(project.source("transactions"));
    try (Topics kafka = Topics.connect(broker.bootstrapServers())) {
      return LiveInput.of(
              kafka, broker.bootstrapServers(), sources, Optional.empty(), Clock.systemUTC())
          .eventsFrom(project, sources.get(0), 1 << 20);
    }
  }

  /** Makes the topic's log begin later, as retention would. */
  private void forget(Map<Integer, Long> below) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
    Map<TopicPartition, RecordsToDelete> asked = new HashMap<>();
    below.forEach(
        (partition, offset) ->
            asked.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)));
    try (Admin admin = Admin.create(config)) {
      admin.deleteRecords(asked).all().get();
    }
  }

  private static void awaitTrue(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!condition.call() && System.nanoTime() < deadline) {
      Thread.sleep(200);
    }
  }

  private static long end(String topic) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
    TopicPartition only = new TopicPartition(topic, 0);
    try (Admin admin = Admin.create(config)) {
      return admin
          .listOffsets(Map.of(only, OffsetSpec.latest()))
          .partitionResult(only)
          .get()
          .offset();
    }
  }

  @Test
  void aRestoredJobGoesOnInItsGenerationWhereItsCheckpointWas() throws Exception {
    List<Transactions.Known> records = Transactions.records(2, 4_000);
    begin(3);
    send(records.subList(0, 2_000), 3);
    assertThat(stream(), is(0));
    JobID job = flink.running().get(0);
    Map<String, String> half = Expected.states(CARDS, records.subList(0, 2_000));
    assertThat(Expected.awaitStored(store, CARDS, half, SOON), is(half));
    flink.checkpoint(job);
    flink.cancel(job);
    Generation before = Expected.followed(store, CARDS);

    send(records.subList(2_000, 4_000), 3);
    assertThat(stream("--restore=latest"), is(0));
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(store, CARDS, expected, SOON), is(expected));
    assertThat(Expected.followed(store, CARDS), is(before));
    flink.cancel(flink.running().get(0));
  }

  @Test
  void aJobIsNotRestoredWithOtherViews() throws Exception {
    begin(2);
    List<Transactions.Known> records = Transactions.records(3, 100);
    send(records, 2);
    assertThat(stream("--views=" + CARDS), is(0));
    JobID job = flink.running().get(0);
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(store, CARDS, expected, SOON), is(expected));
    flink.checkpoint(job);
    flink.cancel(job);
    assertThat(stream("--restore=latest"), is(2));
    assertThat(flink.running(), is(empty()));
  }

  /** A new topic for the test, and the definitions that name it. */
  private void begin(int partitions) throws Exception {
    topic = "transactions-" + folder.getFileName();
    broker.createTopic(topic, partitions, Map.of());
    definitions = Transactions.definitions(folder, topic);
  }

  private void send(List<Transactions.Known> records, int partitions) throws Exception {
    Transactions.send(broker.bootstrapServers(), topic, records, partitions);
  }

  private static Map<String, Map<String, String>> stored() {
    Map<String, Map<String, String>> stored = new TreeMap<>();
    for (String view : List.of(CARDS, "user_activity@1", "merchant_traffic@1")) {
      stored.put(view, Expected.stored(store, view));
    }
    return stored;
  }

  private int backfill(Path history, String... more) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--definitions=" + definitions,
                "--history=transactions=" + history,
                "--online",
                "--redis=" + redis,
                "--flinkMaster=[local]",
                "--parallelism=2"));
    args.addAll(List.of(more));
    return Main.run(new BackfillJob(StoreAddress::redis), args.toArray(String[]::new));
  }

  private static long eventsFrom(Generation generation) {
    return Await.within(SOON, store.eventsFrom(generation)).orElseThrow();
  }

  private int stream(String... more) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--definitions=" + definitions,
                "--bootstrap-servers=" + broker.bootstrapServers(),
                "--redis=" + redis,
                "--checkpoints=" + folder.resolve("checkpoints")));
    args.addAll(flink.options());
    args.addAll(List.of(more));
    if (args.stream().noneMatch(arg -> arg.startsWith("--checkpointingInterval="))) {
      args.add("--checkpointingInterval=1000");
    }
    return Main.run(
        new StreamJob(Clock.systemUTC(), StoreAddress::redis), args.toArray(String[]::new));
  }
}
