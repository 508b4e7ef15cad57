package io.twinstream.cli.parity;

import io.twinstream.cli.stack.Backfill;
import io.twinstream.cli.stack.LiveJob;
import io.twinstream.cli.stack.OnlineStores;
import io.twinstream.features.definition.Definitions;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.EventDecoder;
import io.twinstream.local.Generator;
import io.twinstream.local.Installation;
import io.twinstream.local.LocalStack;
import io.twinstream.local.RedisServer;
import io.twinstream.local.StateDirectory;
import io.twinstream.stores.OnlineStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends traffic through the live pipeline, kills its task manager on the way, and compares what
 * readers see in the end with history's answer.
 */
public final class ParityRun {
  private static final Duration COMPLETE_LIMIT = Duration.ofMinutes(10);

  private final ParityPlan plan;
  private final Project project;
  private final Source source;
  private final InstantSource clock;
  private final Consumer<String> progress;

  /**
   * @param progress is told what is being done
   */
  public ParityRun(ParityPlan plan, InstantSource clock, Consumer<String> progress) {
    this.plan = plan;
    this.project = Definitions.load(plan.definitions());
    this.source = project.source("transactions");
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Runs all of it on a stack of its own, which is gone afterwards.
   *
   * @return what was compared
   */
  public ParityReport run(StateDirectory state, Installation installation) {
    progress.accept("starting Kafka, Redis and Flink");
    try (LocalStack stack =
            LocalStack.start(state, installation, plan.slots(), plan.heapMegabytes());
        OnlineStore store = OnlineStores.open(stack.addresses().redis())) {
      stack
          .kafka()
          .createTopic(
              source.topic(), plan.partitions(), Map.of("message.timestamp.type", "LogAppendTime"));
      progress.accept("submitting the live job");
      LiveJob job =
          LiveJob.submit(
              stack.supervisor(),
              installation,
              stack.addresses(),
              List.of(
                  "--definitions=" + plan.definitions().toAbsolutePath(),
                  "--checkpoints=" + state.folder("checkpoints"),
                  "--checkpointingInterval=2000"));
      send(stack, job);
      return compare(stack, job, store);
    }
  }

  private void send(LocalStack stack, LiveJob job) {
    try (Generator generator =
        new Generator(
            plan.traffic(), stack.addresses().kafka(), source.topic(), Optional.empty(), clock)) {
      Killing killing =
          new Killing(stack.flink(), job, plan.kills(), plan.events(), generator::sent);
      killing.start();
      progress.accept("sending %,d events".formatted(plan.events()));
      Generator.Sent sent = generator.run(plan.rate(), plan.events(), Duration.ofDays(1));
      progress.accept(
          "sent %,d records at %,.0f/s: %,d of them duplicates, %,d spoiled"
              .formatted(
                  sent.records(),
                  sent.rate(),
                  sent.duplicates(),
                  sent.spoiled().values().stream().mapToLong(Long::longValue).sum()));
      progress.accept(killing.await());
    }
  }

  private ParityReport compare(LocalStack stack, LiveJob job, OnlineStore store) {
    Path history = stack.supervisor().state().folder("history");
    Replay replay = replay(stack.addresses().kafka(), history);
    ParityCheck check = new ParityCheck(project, store, replay);
    progress.accept("waiting until the live pipeline is through");
    check.awaitLive(COMPLETE_LIMIT, () -> !job.rest().state(job.id()).equals("FAILED"));
    job.rest().cancel(job.id());
    progress.accept("running the same events through backfill");
    String redis = RedisServer.start(stack.supervisor(), "redis-history").address();
    Backfill.intoStore(
        stack.supervisor(),
        stack.installation(),
        plan.heapMegabytes(),
        plan.definitions(),
        source.name(),
        history,
        redis);
    progress.accept("comparing");
    try (OnlineStore historical = OnlineStores.open(redis)) {
      check.withHistory(historical);
    }
    check.withReplay();
    return check.report();
  }

  /** Replays what the topic holds, and writes it down as history. */
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
