package io.twinstream.pipelines;

import io.lettuce.core.RedisClient;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.load.Definitions;
import io.twinstream.pipelines.backfill.BackfillJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.stream.StreamJob;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The common parts of tests of the live job: stack, topic and definitions. */
@ExtendWith(LiveStack.Shared.class)
abstract class LiveJobFixture {
  static final Duration SOON = Duration.ofSeconds(120);
  static final String CARDS = "card_spend@1";

  final LiveStack stack = LiveStack.Shared.stack();

  @TempDir Path folder;
  String topic;
  Path definitions;

  /** The clock of the jobs. */
  Clock clock = Clock.systemUTC();

  static void awaitTrue(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!condition.call() && System.nanoTime() < deadline) {
      Thread.sleep(200);
    }
  }

  /** A job that a failed test left running would occupy the slots of the next test. */
  @AfterEach
  void cancelJobs() throws Exception {
    for (JobID job : stack.flink().running()) {
      stack.flink().cancel(job);
    }
  }

  /** Empties the store, creates a topic for the test, and writes the definitions with its name. */
  void begin(int partitions) throws Exception {
    flushAll();
    topic = "transactions-" + folder.getFileName();
    stack.broker().createTopic(topic, partitions, Map.of());
    definitions = Transactions.definitions(folder, topic);
  }

  /** Deletes the topic, and creates another one with its name. */
  void createAgain(int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()))) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
    stack.broker().createTopic(topic, partitions, Map.of());
  }

  void flushAll() {
    RedisClient client = RedisClient.create("redis://" + stack.redis());
    try (var connection = client.connect()) {
      connection.sync().flushall();
    } finally {
      client.shutdown();
    }
  }

  void send(List<Transactions.Known> records, int partitions) throws Exception {
    Transactions.send(stack.kafka(), topic, records, partitions);
  }

  void deleteRecordsBelow(long offset, int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()))) {
      Map<TopicPartition, RecordsToDelete> below = new HashMap<>();
      for (int partition = 0; partition < partitions; partition++) {
        below.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset));
      }
      admin.deleteRecords(below).all().get();
    }
  }

  Map<String, Map<String, String>> stored() {
    Map<String, Map<String, String>> stored = new TreeMap<>();
    for (String view : List.of(CARDS, "user_activity@1", "merchant_traffic@1")) {
      stored.put(view, Expected.stored(stack.store(), view));
    }
    return stored;
  }

  int backfill(Path history, String... more) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--definitions=" + definitions,
                "--history=transactions=" + history,
                "--online",
                "--redis=" + stack.redis(),
                "--flinkMaster=[local]",
                "--parallelism=2"));
    args.addAll(List.of(more));
    return JobMain.run(new BackfillJob(StoreAddress::redis), args.toArray(String[]::new));
  }

  long eventsFrom(Generation generation) {
    return Await.within(SOON, stack.store().generations().eventsFrom(generation)).orElseThrow();
  }

  /** Applies the definitions like the command {@code apply}. */
  Project apply() {
    Project project = Definitions.load(definitions);
    long last =
        Await.within(SOON, stack.store().definitions().applied(project.name()))
            .map(AppliedDefinitions::number)
            .orElse(0L);
    AppliedDefinitions next =
        new AppliedDefinitions(
            last + 1, ProjectJson.fingerprint(project), 1, Definitions.texts(definitions));
    Await.within(SOON, stack.store().definitions().apply(project.name(), next));
    return project;
  }

  int stream(String... more) throws Exception {
    return streamOf(definitions.toString(), more);
  }

  int streamOf(String where, String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of(more));
    args.addAll(stack.flink().options());
    List<String> unlessGiven =
        List.of(
            "--definitions=" + where,
            "--bootstrap-servers=" + stack.kafka(),
            "--redis=" + stack.redis(),
            "--checkpoints=" + folder.resolve("checkpoints"),
            "--checkpointingInterval=1000",
            "--maxBundleTimeMills=100", // at 10, each operator wakes 200 times a second
            "--autoWatermarkInterval=100", // which wakes them too
            "--parallelism=2");
    for (String option : unlessGiven) {
      String name = option.substring(0, option.indexOf('=') + 1);
      if (args.stream().noneMatch(arg -> arg.startsWith(name))) {
        args.add(option);
      }
    }
    return JobMain.run(new StreamJob(clock, StoreAddress::redis), args.toArray(String[]::new));
  }
}
