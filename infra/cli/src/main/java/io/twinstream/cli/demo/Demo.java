package io.twinstream.cli.demo;

import io.twinstream.cli.letters.Letters;
import io.twinstream.cli.process.OnlineStores;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.TopicContents;
import io.twinstream.local.LocalStack;
import io.twinstream.local.RedisServer;
import io.twinstream.local.job.BackfillProcess;
import io.twinstream.local.job.LiveJob;
import io.twinstream.local.job.ServingProcess;
import io.twinstream.local.job.Waiting;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.traffic.Traffic;
import io.twinstream.options.kafka.DeadLetterTopicOption;
import io.twinstream.stores.Generation;
import io.twinstream.stores.LiveStates;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import io.twinstream.verify.parity.ParityCheck;
import io.twinstream.verify.parity.Replay;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The demo: runs the whole stack under traffic, prints counters and freshness, and then checks that
 * every record is accounted for and that live and historical states are equal.
 */
public final class Demo {
  private static final String CARD_VIEW = "card_spend@1";
  private static final String GENERATOR = "generator";
  private static final String LOGS = "output";
  private static final int LOG_SECONDS = 5;
  private static final int PARTITIONS = 4;
  private static final int SLOTS = 2;
  private static final int HEAP_MEGABYTES = 768;
  private static final int SAMPLE_ONE_IN = 20;
  private static final Duration THROUGH_LIMIT = Duration.ofMinutes(3);

  private final DemoPlan plan;
  private final Project project;
  private final Source source;
  private final InstantSource clock;
  private final PrintWriter out;

  public Demo(DemoPlan plan, InstantSource clock, PrintWriter out) {
    this.plan = plan;
    this.project = Definitions.load(plan.definitions());
    this.source = project.source("transactions");
    this.clock = clock;
    this.out = out;
  }

  /**
   * Runs the demo on its own stack, which is deleted afterwards.
   *
   * @return whether accounting and parity hold
   */
  public boolean run(StateDirectory state, Installation installation) {
    say("Starting Kafka, Redis and Flink ...");
    try (LocalStack stack = LocalStack.start(state, installation, SLOTS, HEAP_MEGABYTES);
        OnlineStore store = OnlineStores.open(stack.addresses().redis())) {
      stack
          .kafka()
          .createTopic(
              source.topic(), PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
      stack.kafka().createTopic(DeadLetterTopicOption.DEFAULT, 1, Map.of());
      say("Starting the live job, the server and the generator ...");
      LiveJob job = LiveJob.submit(stack.supervisor(), installation, stack.addresses(), job(state));
      String url =
          ServingProcess.start(
              stack.supervisor(),
              installation,
              plan.definitions().toAbsolutePath().toString(),
              stack.addresses().redis());
      startGenerator(stack);
      Urls.print(out, stack.addresses(), url);
      watch(stack, store);
      say("Stopping the generator; waiting until the live job has read everything ...");
      return check(stack, job, store);
    }
  }

  private List<String> job(StateDirectory state) {
    return List.of(
        "--definitions=" + plan.definitions().toAbsolutePath(),
        "--checkpoints=" + state.folder("checkpoints"),
        "--output=" + state.folder(LOGS),
        "--log-interval=" + LOG_SECONDS + "s",
        "--as-served",
        "--dead-letter-topic=" + DeadLetterTopicOption.DEFAULT);
  }

  private void startGenerator(LocalStack stack) {
    Traffic traffic = plan.traffic();
    stack
        .supervisor()
        .start(
            GENERATOR,
            stack
                .installation()
                .java(
                    stack.supervisor().state().temporary(),
                    "infra/cli",
                    List.of("-Xmx256m"),
                    "io.twinstream.cli.Main",
                    List.of(
                        "generate",
                        "--kafka=" + stack.addresses().kafka(),
                        "--topic=" + source.topic(),
                        "--rate=" + plan.rate(),
                        "--seed=" + traffic.seed(),
                        "--cards=" + traffic.cards(),
                        "--zipf=" + traffic.exponent(),
                        "--duplicates=" + traffic.duplicates(),
                        "--bad=" + traffic.bad(),
                        "--disorder=" + traffic.disorder().toMillis() + "ms")));
  }

  private void watch(LocalStack stack, OnlineStore store) {
    List<Generation> generations =
        project.viewsOf(source.name()).stream()
            .map(view -> LiveStates.generation(store, new ViewKey(project.name(), view.id())))
            .toList();
    Generation cards = LiveStates.generation(store, new ViewKey(project.name(), CARD_VIEW));
    String kafka = stack.addresses().kafka();
    long start = System.nanoTime();
    try (FreshnessProbe probe = new FreshnessProbe(kafka, source.topic(), store, cards, clock)) {
      probe.start();
      Counters counters =
          new Counters(
              new TopicContents(kafka, source.topic()),
              new TopicContents(kafka, DeadLetterTopicOption.DEFAULT),
              store,
              generations,
              probe.samples());
      Duration elapsed = Duration.ZERO;
      while (elapsed.compareTo(plan.limit()) < 0) {
        counters.print(out, elapsed);
        Waiting.pause(Duration.ofSeconds(1));
        stack.supervisor().fallen().forEach(Demo::complain);
        elapsed = Duration.ofNanos(System.nanoTime() - start);
      }
      stack.supervisor().stop(GENERATOR);
      print(probe.samples());
    }
  }

  private void print(Samples samples) {
    out.printf(
        "%nFreshness, append to visible in Redis, %,d samples: p50 %d ms, p95 %d ms, p99 %d ms%n",
        samples.size(),
        samples.percentile(0.5),
        samples.percentile(0.95),
        samples.percentile(0.99));
    out.printf(
        "  the later half, once the programs are warm: p50 %d ms, p95 %d ms, p99 %d ms%n",
        samples.laterPercentile(0.5), samples.laterPercentile(0.95), samples.laterPercentile(0.99));
  }

  private static void complain(LocalProcess fallen) {
    throw new IllegalStateException(fallen.name() + " ended unexpectedly" + fallen.logEnd());
  }

  private boolean check(LocalStack stack, LiveJob job, OnlineStore store) {
    String kafka = stack.addresses().kafka();
    Replay replay =
        new Replay(project, source.name(), EventDecoder.DEFAULT_MAX_BYTES, SAMPLE_ONE_IN);
    new TopicContents(kafka, source.topic()).forEach(replay::add);
    ParityCheck parity = new ParityCheck(project, store, replay);
    parity.awaitLive(THROUGH_LIMIT, () -> !job.rest().state(job.id()).equals("FAILED"));
    Path logs = stack.supervisor().state().folder(LOGS);
    RecordAccounting books =
        new RecordAccounting(
            project,
            source.name(),
            logs,
            replay,
            Letters.read(kafka, DeadLetterTopicOption.DEFAULT));
    books.awaitLogs(Duration.ofSeconds(12 * LOG_SECONDS));
    boolean accounted = books.print(out);
    job.rest().cancel(job.id());
    say("Replaying the archive of the same events through backfill ...");
    String redis = RedisServer.start(stack.supervisor(), "redis-history").address();
    BackfillProcess.intoStore(
        stack.supervisor(),
        stack.installation(),
        HEAP_MEGABYTES,
        plan.definitions(),
        source.name(),
        logs.resolve("events").resolve(source.name()),
        redis);
    try (OnlineStore historical = OnlineStores.open(redis)) {
      parity.withHistory(historical);
    }
    parity.withReplay();
    out.println("Parity of live and historical states:");
    parity.report().print(out);
    boolean same = parity.report().holds();
    say(
        accounted && same
            ? "Every record is accounted for, and live and historical states are equal."
            : !accounted
                ? "NOT EVERY RECORD IS ACCOUNTED FOR, see above."
                : "LIVE AND HISTORICAL STATES DIFFER, see above.");
    return accounted && same;
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
