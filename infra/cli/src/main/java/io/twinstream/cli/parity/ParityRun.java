package io.twinstream.cli.parity;

import io.twinstream.cli.options.Bar;
import io.twinstream.cli.process.BackfillProcess;
import io.twinstream.cli.process.LiveJob;
import io.twinstream.cli.process.OnlineStores;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.local.LocalStack;
import io.twinstream.local.RedisServer;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.stores.OnlineStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends traffic through the live job, kills its task manager meanwhile, and compares what readers
 * get in the end with a backfill of the same events.
 */
public final class ParityRun {
  private static final Duration STANDSTILL_LIMIT = Duration.ofMinutes(5);

  private final ParityPlan plan;
  private final Project project;
  private final Source source;
  private final ParityInput input;
  private final Consumer<String> progress;

  /**
   * @param project of the plan's definitions
   * @param progress receives a line per step
   */
  public ParityRun(ParityPlan plan, Project project, ParityInput input, Consumer<String> progress) {
    this.plan = plan;
    this.project = project;
    this.source = project.source(plan.source());
    this.input = input;
    this.progress = progress;
  }

  /**
   * Runs everything on its own stack, which is deleted afterwards.
   *
   * @return the comparisons
   */
  public ParityReport run(StateDirectory state, Installation installation) {
    progress.accept("starting Kafka, Redis and Flink");
    try (LocalStack stack =
            LocalStack.start(state, installation, plan.slots(), plan.heapMegabytes());
        OnlineStore store = OnlineStores.open(stack.addresses().redis())) {
      stack.kafka().createTopic(source.topic(), plan.partitions(), input.topicConfiguration());
      progress.accept("submitting the live job");
      LiveJob job =
          LiveJob.submit(
              stack.supervisor(),
              installation,
              stack.addresses(),
              List.of(
                  "--definitions=" + plan.definitions().toAbsolutePath(),
                  "--views=" + String.join(",", views()),
                  "--checkpoints=" + state.folder("checkpoints"),
                  "--checkpointingInterval=2000"));
      send(stack, job);
      return compare(stack, job, store);
    }
  }

  /** The views of the source; the topics of others need not exist. */
  private List<String> views() {
    return project.viewsOf(source.name()).stream().map(View::id).toList();
  }

  private void send(LocalStack stack, LiveJob job) {
    Killing killing = new Killing(stack.flink(), job, plan.kills(), input.size(), input::sent);
    killing.start();
    progress.accept("sending %,d events".formatted(input.size()));
    String sent;
    try (Bar bar = Bar.show("sending", input.size(), input::sent)) {
      sent = input.send(stack.addresses().kafka(), source.topic(), plan.rate());
    }
    progress.accept(sent);
    progress.accept(killing.await());
  }

  private ParityReport compare(LocalStack stack, LiveJob job, OnlineStore store) {
    Path history = stack.supervisor().state().folder("history");
    Replay replay = replay(stack.addresses().kafka(), history);
    ParityCheck check = new ParityCheck(project, store, replay);
    progress.accept("waiting until the live job has read everything");
    check.awaitLive(STANDSTILL_LIMIT, () -> !job.rest().state(job.id()).equals("FAILED"));
    job.rest().cancel(job.id());
    progress.accept("replaying the same events through backfill");
    String redis = RedisServer.start(stack.supervisor(), "redis-history").address();
    BackfillProcess.intoStore(
        stack.supervisor(),
        stack.installation(),
        plan.heapMegabytes(),
        plan.definitions(),
        source.name(),
        input.history(history),
        redis);
    progress.accept("comparing");
    try (OnlineStore historical = OnlineStores.open(redis)) {
      check.withHistory(historical);
    }
    check.withReplay();
    return check.report();
  }

  /** Replays the contents of the topic, and writes them as history. */
  private Replay replay(String kafka, Path history) {
    Replay replay =
        new Replay(project, source.name(), EventDecoder.DEFAULT_MAX_BYTES, plan.sampleOneIn());
    try (HistoryFolder folder = new HistoryFolder(history, source)) {
      new TopicContents(kafka, source.topic())
          .forEach(record -> replay.add(record).ifPresent(folder::add));
    }
    progress.accept(
        "replayed %,d records: %,d accepted, %,d duplicates, dead letters %s"
            .formatted(
                replay.records(), replay.accepted(), replay.duplicates(), replay.deadLetters()));
    return replay;
  }
}
