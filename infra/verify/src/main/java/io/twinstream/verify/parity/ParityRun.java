package io.twinstream.verify.parity;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.kafka.TopicContents;
import io.twinstream.local.LocalStack;
import io.twinstream.local.RedisServer;
import io.twinstream.local.job.BackfillProcess;
import io.twinstream.local.job.LiveJob;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisStore;
import io.twinstream.verify.RunProgress;
import io.twinstream.verify.RunProgress.Shown;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sends traffic through the live job, kills its task manager meanwhile, and compares what readers
 * get in the end with a backfill of the same events.
 */
public final class ParityRun {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final Duration STANDSTILL_LIMIT = Duration.ofMinutes(5);

  private final ParityPlan plan;
  private final Project project;
  private final Source source;
  private final ParityInput input;
  private final RunProgress progress;

  /**
   * @param project of the plan's definitions
   * @param progress receives a line per step
   */
  public ParityRun(ParityPlan plan, Project project, ParityInput input, RunProgress progress) {
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
    leftOut(project, source.name()).ifPresent(progress::say);
    progress.say("starting Kafka, Redis and Flink");
    try (LocalStack stack =
            LocalStack.start(state, installation, plan.slots(), plan.heapMegabytes());
        OnlineStore store = RedisStore.connect(stack.addresses().redis(), ANSWER_WITHIN)) {
      stack.kafka().createTopic(source.topic(), plan.partitions(), input.topicConfiguration());
      progress.say("submitting the live job");
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

  /** The views made of the source; the topics of others need not exist. */
  private List<String> views() {
    return project.viewsMadeOf(source.name()).stream().map(View::id).toList();
  }

  /** Says which views of a source are not compared, if there are any. */
  static Optional<String> leftOut(Project project, String source) {
    List<String> views =
        project.viewsOfBase(source).stream()
            .filter(view -> !project.viewsMadeOf(source).contains(view))
            .map(View::id)
            .toList();
    return views.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "not compared, since they look up events of other topics: " + String.join(", ", views));
  }

  private void send(LocalStack stack, LiveJob job) {
    Killing killing = new Killing(stack.flink(), job, plan.kills(), input.size(), input::sent);
    killing.start();
    progress.say("sending %,d events".formatted(input.size()));
    String sent;
    try (Shown bar = progress.show("sending", input.size(), input::sent)) {
      sent = input.send(stack.addresses().kafka(), source.topic(), plan.rate());
    }
    progress.say(sent);
    progress.say(killing.await());
  }

  private ParityReport compare(LocalStack stack, LiveJob job, OnlineStore store) {
    Path history = stack.supervisor().state().folder("history");
    Replay replay = replay(stack.addresses().kafka(), history);
    ParityCheck check = new ParityCheck(project, store, replay);
    progress.say("waiting until the live job has read everything");
    check.awaitLive(STANDSTILL_LIMIT, () -> !job.rest().state(job.id()).equals("FAILED"));
    job.rest().cancel(job.id());
    progress.say("replaying the same events through backfill");
    String redis = RedisServer.start(stack.supervisor(), "redis-history").address();
    BackfillProcess.intoStore(
        stack.supervisor(),
        stack.installation(),
        plan.heapMegabytes(),
        plan.definitions(),
        source.name(),
        input.history(history),
        redis);
    progress.say("comparing");
    try (OnlineStore historical = RedisStore.connect(redis, ANSWER_WITHIN)) {
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
    progress.say(
        "replayed %,d records: %,d accepted, %,d duplicates, dead letters %s"
            .formatted(
                replay.records(), replay.accepted(), replay.duplicates(), replay.deadLetters()));
    return replay;
  }
}
