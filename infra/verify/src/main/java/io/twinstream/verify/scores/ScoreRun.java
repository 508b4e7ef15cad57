package io.twinstream.verify.scores;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.format.TopicEncoder;
import io.twinstream.features.service.CompiledService;
import io.twinstream.kafka.TimedSender;
import io.twinstream.local.LocalStack;
import io.twinstream.local.job.BackfillProcess;
import io.twinstream.local.job.LiveJob;
import io.twinstream.local.job.ServingProcess;
import io.twinstream.local.job.Waiting;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.offline.log.history.SourceEvents;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.offline.models.ServiceFit;
import io.twinstream.offline.models.Weights;
import io.twinstream.stores.LiveStates;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.redis.RedisStore;
import io.twinstream.verify.RunProgress;
import io.twinstream.verify.RunProgress.Shown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replays history through the live job, requests the score of each event of a range of known time
 * from the server, and compares with the scores of the backfill's rows.
 *
 * <p>A score sees what is in the online store, and no feature is evaluated before the newest event
 * there. So each event is scored when all earlier events of its entities are stored, byte for byte,
 * and before any later one is sent: in {@link Waves}. When the event is stored itself, it is scored
 * again, because the score must not depend on whether the pipeline or the request was faster.
 */
public final class ScoreRun {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final Duration LOAD_LIMIT = Duration.ofMinutes(15);
  private static final Duration WAVE_LIMIT = Duration.ofSeconds(60);
  private static final int WAVE = 400;

  private final ScorePlan plan;
  private final RunProgress progress;
  private final TopicEncoder encoder;
  private final List<Event> before = new ArrayList<>();
  private final List<Event> within = new ArrayList<>();

  /**
   * @param progress receives a line per step
   */
  public ScoreRun(ScorePlan plan, RunProgress progress) {
    this.plan = plan;
    this.encoder = TopicEncoder.of(plan.source(), TopicEncoder.NO_REGISTRY);
    this.progress = progress;
  }

  /**
   * Runs everything on its own stack, which is deleted afterwards.
   *
   * @throws io.twinstream.offline.models.ModelException if the model cannot score the service
   */
  public ScoreReport run(StateDirectory state, Installation installation) {
    try (OnnxModel model = load(plan.model())) {
      CompiledService service =
          CompiledService.of(plan.project(), plan.project().service(plan.serviceId()));
      ServiceFit.require(model.card(), plan.serviceId(), service);
      readHistory();
      progress.say("starting Kafka, Redis and Flink");
      try (LocalStack stack =
              LocalStack.start(state, installation, plan.slots(), plan.heapMegabytes());
          OnlineStore store = RedisStore.connect(stack.addresses().redis(), ANSWER_WITHIN)) {
        Map<Position, Double> history = offline(stack, model);
        return online(stack, store, model, history);
      }
    }
  }

  private void readHistory() {
    Set<Long> identities = new HashSet<>();
    List<Event> read =
        SourceEvents.read(
            plan.project(), plan.source().name(), plan.history(), java.util.Optional.of(plan.to()));
    read.sort(Waves.ORDER);
    for (Event event : read) {
      if (!plan.source().dedupe() || identities.add(event.identity())) {
        (event.known() < plan.from().toEpochMilli() ? before : within).add(event);
      }
    }
    if (within.isEmpty()) {
      throw new IllegalArgumentException(
          "no event of %s was known from %s to %s"
              .formatted(plan.history(), plan.from(), plan.to()));
    }
    progress.say("%,d events before, %,d to score".formatted(before.size(), within.size()));
  }

  private Map<Position, Double> offline(LocalStack stack, OnnxModel model) {
    progress.say("computing the rows of history");
    Path rows = stack.supervisor().state().path().resolve("rows");
    BackfillProcess.run(
        stack.supervisor(),
        stack.installation(),
        plan.heapMegabytes(),
        List.of(
            "--definitions=" + plan.definitions().toAbsolutePath(),
            "--history=" + plan.source().name() + "=" + plan.history(),
            "--service=" + plan.serviceId(),
            "--rows=self",
            "--output=" + rows));
    return OfflineScores.of(rows, model, plan.from(), plan.to());
  }

  private ScoreReport online(
      LocalStack stack, OnlineStore store, OnnxModel model, Map<Position, Double> history) {
    StateDirectory state = stack.supervisor().state();
    String topic = plan.source().topic();
    stack
        .kafka()
        .createTopic(topic, plan.partitions(), Map.of("message.timestamp.type", "CreateTime"));
    progress.say("submitting the live job");
    LiveJob job =
        LiveJob.submit(
            stack.supervisor(),
            stack.installation(),
            stack.addresses(),
            List.of(
                "--definitions=" + plan.definitions().toAbsolutePath(),
                "--views=" + String.join(",", plan.views().stream().map(View::id).toList()),
                "--checkpoints=" + state.folder("checkpoints")));
    try (TimedSender sender = new TimedSender(stack.addresses().kafka(), topic, 0)) {
      load(sender, store, job);
      String url =
          ServingProcess.start(
              stack.supervisor(),
              stack.installation(),
              plan.definitions().toAbsolutePath().toString(),
              stack.addresses().redis(),
              scoring(state, model));
      ScoreClient client = new ScoreClient(url, plan.serviceId(), plan.source().schema());
      return replay(sender, store, client, history);
    }
  }

  /** Configures the one model with a long deadline, because deadlines are not tested here. */
  private List<String> scoring(StateDirectory state, OnnxModel model) {
    try {
      Path models = state.folder("models");
      Path copy = Files.copy(plan.model(), models.resolve("model.onnx"));
      Weights.copy(Weights.find(plan.model(), Weights.names(Files.readAllBytes(copy))), models);
      Path scoring = state.path().resolve("scoring.yaml");
      Files.writeString(
          scoring,
          "scoring: {%s: {models: %s, deadline: 30s}}%n"
              .formatted(plan.serviceId(), model.card().id()));
      return List.of("--models=" + models, "--scoring=" + scoring);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + state.path(), e);
    }
  }

  private void load(TimedSender sender, OnlineStore store, LiveJob job) {
    if (before.isEmpty()) {
      return;
    }
    progress.say("replaying %,d earlier events".formatted(before.size()));
    try (Shown bar = progress.show("loading", before.size(), sender::sent)) {
      before.forEach(event -> send(sender, event));
      sender.end(before.get(before.size() - 1).known() + 1);
    }
    long newest = before.get(before.size() - 1).known();
    long deadline = System.nanoTime() + LOAD_LIMIT.toNanos();
    for (View view : plan.views()) {
      ViewKey key = new ViewKey(plan.project().name(), view.id());
      while (LiveStates.completeUpTo(store, LiveStates.generation(store, key)) <= newest) {
        if (System.nanoTime() > deadline || job.rest().state(job.id()).equals("FAILED")) {
          throw new IllegalStateException(
              "the live job has not processed the earlier events: " + job.rest().failure(job.id()));
        }
        Waiting.pause(Duration.ofMillis(100));
      }
    }
    before.clear();
  }

  private ScoreReport replay(
      TimedSender sender, OnlineStore store, ScoreClient client, Map<Position, Double> history) {
    List<CompiledView> views =
        plan.views().stream().map(view -> CompiledView.of(plan.project(), view)).toList();
    EntityStates states = new EntityStates(store, plan.project().name(), views);
    Waves waves = new Waves(views, WAVE);
    List<List<Event>> all = waves.of(within);
    progress.say("scoring %,d events in %,d waves".formatted(within.size(), all.size()));
    ScoreReport report = new ScoreReport(plan.label().map(plan.source().schema()::slot));
    AtomicLong done = new AtomicLong();
    long start = System.nanoTime();
    try (Shown bar = progress.show("scoring", within.size(), done::get)) {
      for (List<Event> wave : all) {
        List<Event> asked = new ArrayList<>(wave);
        asked.removeIf(event -> lacksKey(views, event));
        report.keyless(wave.size() - asked.size());
        List<ScoreClient.Answer> first = client.scores(asked);
        EntityStates.After after = states.after(wave);
        wave.forEach(event -> send(sender, event));
        sender.flush();
        after.await(WAVE_LIMIT);
        List<ScoreClient.Answer> again = client.scores(asked);
        Set<Event> ties = waves.ties(wave);
        for (int i = 0; i < asked.size(); i++) {
          Event event = asked.get(i);
          Double of = history.get(event.position());
          report.first(event, first.get(i), of);
          if (ties.contains(event)) {
            report.tie(event);
          } else {
            report.again(event, again.get(i), of);
          }
        }
        done.addAndGet(wave.size());
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.say(
        "%,d events in %.1f s, %.0f a second: scored, sent, stored, scored again"
            .formatted(within.size(), seconds, within.size() / seconds));
    return report;
  }

  /** Whether the event lacks an id: the server needs those of all entities. */
  private static boolean lacksKey(List<CompiledView> views, Event event) {
    return views.stream().anyMatch(view -> view.key(event) == null);
  }

  private void send(TimedSender sender, Event event) {
    byte[] key = event.position().toString().getBytes(StandardCharsets.UTF_8);
    sender.send(key, event.known(), encoder.encode(event));
  }

  private static OnnxModel load(Path model) {
    try {
      return OnnxModel.load(model);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model " + model, e);
    }
  }
}
