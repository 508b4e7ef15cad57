package io.twinstream.cli.live;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.lettuce.core.RedisClient;
import io.twinstream.cli.Main;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.TopicContents;
import io.twinstream.local.StackAddresses;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.redis.RedisStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests the commands of the README's tutorial. */
@Tag("slow")
class StreamCommandTest {
  private static final String PAYMENTS =
      "--definitions="
          + Installation.find().home().resolve("transforms/examples/payments").toString();

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  /** Runs a command on the test's stack and returns what it printed. */
  private String run(int expected, String... args) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    CommandLine commandLine = Main.commandLine().setOut(writer).setErr(writer);
    List<String> all = new ArrayList<>(List.of(args));
    int end = all.contains("--") ? all.indexOf("--") : all.size();
    all.add(end, "--state=" + folder.resolve("stack"));
    int code = commandLine.execute(all.toArray(String[]::new));
    assertThat(String.join(" ", args) + "\n" + out, code, is(expected));
    return out.toString();
  }

  private void startPayments(String... more) {
    String output = "--output=" + folder.resolve("logs");
    List<String> args = new ArrayList<>(List.of("stream", "run", PAYMENTS, output));
    args.add("--log-seconds=1");
    args.addAll(List.of(more));
    // At the default of 10, each operator of the job wakes 200 times a second.
    args.addAll(List.of("--", "--maxBundleTimeMills=100", "--autoWatermarkInterval=100"));
    run(0, args.toArray(String[]::new));
  }

  @AfterEach
  void leaveNothing() {
    run(0, "down", "--delete");
  }

  @Test
  void aJobIsStoppedWithASavepointAndGoesOnFromIt() throws Exception {
    run(0, "up", "--slots=1", "--heap=256");
    assertThat(
        run(3, "stream", "stop"), containsString("no live job runs; to see how to resume one"));
    assertThat(run(1, "stream", "status"), containsString("no live job was started"));
    historyAfterTheJobIsSentWhenTheJobIsStopped();
    startPayments();
    assertThat(run(3, "stream", "run", PAYMENTS), containsString("a live job runs already"));
    run(0, "generate", "--count=300", "--rate=0", "--bad=0.2", "--cards=3");
    awaitCount("card", "c1", 10);
    String letters = run(0, "dead-letters", "list", "--reason=MALFORMED", "--limit=1");
    String position = letters.lines().reduce((a, b) -> b).orElseThrow().split(" ", 2)[0];
    assertThat(run(0, "dead-letters", "show", position), containsString("MALFORMED"));
    assertThat(run(2, "dead-letters", "show", "x"), containsString("did you mean"));

    assertThat(
        run(0, "inspect", "card", "c1", PAYMENTS, "--json", "--tiles"),
        containsString("\"status\":\"PRESENT\""));
    String status = run(0, "stream", "status", "--json");
    assertThat(status, containsString("\"running\":true"));
    assertThat(status, containsString("\"followed\":true"));
    assertThat(run(0, "stream", "status"), containsString("FOLLOWED"));
    String before = features("c1");
    assertThat(run(0, "stream", "stop", "--savepoint"), containsString("savepoint-"));
    run(2, "stream", "run", PAYMENTS, "--restore=latest");
    startPayments("--restore=latest", "--no-self-heal");
    assertThat(features("c1"), is(before));
    run(0, "generate", "--count=300", "--rate=0", "--seed=2", "--cards=3");
    awaitCount("card", "c1", 60);
    aDeadLetterIsSentAgainAsItWas();
    anEmptiedStoreIsRebuilt();
    partitionsThatTheJobDoesNotReadAreAProblem();
    assertThat(run(0, "stream", "stop"), containsString("checkpoint"));
    assertThat(run(1, "stream", "status"), containsString("CANCELED"));
    assertThat(run(0, "generations", "list", PAYMENTS), containsString("3 generation(s)"));
    assertThat(run(0, "generations", "drop", PAYMENTS), containsString("0 generation(s)"));

    List<ProcessHandle> processes = StateDirectory.at(folder.resolve("stack")).alive();
    run(0, "down", "--delete");
    assertThat(processes.stream().filter(ProcessHandle::isAlive).toList(), is(empty()));
    assertThat(Files.exists(folder.resolve("stack")), is(false));
  }

  private void historyAfterTheJobIsSentWhenTheJobIsStopped() throws Exception {
    String clicks = PAYMENTS.replace("payments", "clickstream");
    run(0, "stream", "run", clicks);
    Path csv = Files.writeString(folder.resolve("c.csv"), "1,2,3,pv,1767225600\n");
    String[] send = {"send", clicks, "--history=clicks=" + csv};
    assertThat(run(2, send), containsString("history must be sent first"));
    String status = run(0, "stream", "status");
    assertThat(status, containsString("RUNNING"));
    run(0, "stream", "stop");
    assertThat(run(0, send), containsString("1 events of " + csv + " are on the topic"));
    assertThat(
        run(1, "stream", "status"),
        containsString("no live job runs; resume it with: twinstream stream run --definitions="));
  }

  /** With the command, for jobs that do not write lost states themselves. */
  private void anEmptiedStoreIsRebuilt() throws Exception {
    String redis = StackAddresses.read(folder.resolve("stack")).orElseThrow().redis();
    String before = features("c1");
    try (RedisStore store = RedisStore.connect(redis, SOON);
        RedisClient client = RedisClient.create("redis://" + redis)) {
      ViewKey view = new ViewKey("payments", "card_spend@1");
      Generation lived = Await.within(SOON, store.generations().pointer(view)).orElseThrow();
      client.connect().sync().flushall();
      for (int i = 0; i < 600 && Await.within(SOON, store.losses().lostAt(lived)).isEmpty(); i++) {
        Thread.sleep(100);
      }
      assertThat(Await.within(SOON, store.losses().lostAt(lived)).isPresent(), is(true));
    }
    run(0, "rebuild", PAYMENTS, "--heap=256");
    assertThat(features("c1"), is(before));
  }

  private void partitionsThatTheJobDoesNotReadAreAProblem() throws Exception {
    String kafka = StackAddresses.read(folder.resolve("stack")).orElseThrow().kafka();
    try (Admin admin = KafkaClients.of(kafka).admin(Map.of())) {
      admin.createPartitions(Map.of("txn.events", NewPartitions.increaseTo(9))).all().get();
    }
    String status = run(0, "stream", "status");
    for (int i = 0; i < 120 && !status.contains("problem "); i++) {
      Thread.sleep(500);
      status = run(0, "stream", "status");
    }
    assertThat(status, containsString("problem      topic 'txn.events' has 9 partitions and the"));
    assertThat(status, containsString("start a new job, without --restore"));
  }

  /** With its key and headers, so that partition and consumers are the same. */
  private void aDeadLetterIsSentAgainAsItWas() throws Exception {
    String kafka = StackAddresses.read(folder.resolve("stack")).orElseThrow().kafka();
    ProducerRecord<byte[], byte[]> odd =
        new ProducerRecord<>("txn.events", bytes("c1"), bytes("{\"amount\": oops}"));
    odd.headers().add("trace", bytes("t-1"));
    try (var producer = KafkaClients.of(kafka).producer(Map.of())) {
      producer.send(odd).get();
    }
    String shown = "";
    for (int i = 0; i < 120 && !shown.contains("header    trace"); i++) {
      Thread.sleep(500);
      for (String line : run(0, "dead-letters", "list", "--limit=1000").lines().toList()) {
        if (line.startsWith("txn.events") && line.contains("oops")) {
          shown = run(0, "dead-letters", "show", line.split(" ", 2)[0]);
        }
      }
    }
    assertThat(shown, containsString("key       c1"));
    assertThat(shown, containsString("timestamp 20"));
    String position = shown.lines().findFirst().orElseThrow().split(" +")[1];
    assertThat(run(0, "dead-letters", "replay"), containsString("would be sent"));
    assertThat(
        run(0, "dead-letters", "replay", "--send", "--position=" + position),
        containsString("1 sent"));
    List<String> found = new ArrayList<>();
    new TopicContents(kafka, "txn.events")
        .forEachRecord(
            record -> {
              Header trace = record.headers().lastHeader("trace");
              if (trace != null) {
                found.add(text(record.key()) + " " + text(trace.value()) + text(record.value()));
              }
            });
    assertThat(found, is(Collections.nCopies(2, "c1 t-1{\"amount\": oops}")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String features(String card) {
    String text = run(0, "inspect", "card", card, PAYMENTS, "--as-of=2100-01-01T00:00:00Z");
    return text.substring(text.indexOf("generation"));
  }

  /** Waits until a card has more than this number of payments. */
  private void awaitCount(String entity, String id, int more) throws Exception {
    for (int i = 0; i < 120; i++) {
      String shown = run(0, "inspect", entity, id, PAYMENTS);
      long count =
          shown
              .lines()
              .filter(line -> line.contains(" count_24h "))
              .mapToLong(line -> Long.parseLong(line.strip().split(" +")[1]))
              .findFirst()
              .orElse(0);
      if (count > more) {
        return;
      }
      Thread.sleep(500);
    }
    throw new AssertionError("the events of " + id + " never came");
  }
}
