package io.twinstream.serving.score;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.twinstream.serving.answerlog.AnswerLog;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import jakarta.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** The metrics of scores, models and the answer log. */
@Singleton
final class ScoreMeters {
  private static final String RULES = "rules";

  private final MeterRegistry registry;
  private final Models models;
  private final Timer runs;
  private final LongAdder droppedShadows = new LongAdder();
  private final ConcurrentMap<Key, Counter> scores = new ConcurrentHashMap<>();

  private record Key(String service, String model, String fallback) {}

  ScoreMeters(MeterRegistry registry, Models models, @Nullable AnswerLog log) {
    this.registry = registry;
    this.models = models;
    models.afterEachLook(this::forget);
    this.runs =
        Timer.builder("twinstream.model.runs")
            .description("Duration of the models of a request.")
            .serviceLevelObjectives(
                Duration.ofNanos(100_000),
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(100))
            .register(registry);
    Gauge.builder("twinstream.models.loaded", models, m -> m.current().all().size())
        .description("Loaded models.")
        .register(registry);
    Gauge.builder("twinstream.models.refused", models, m -> m.problems().size())
        .description("Files in the folder of models that are not in use.")
        .register(registry);
    FunctionCounter.builder("twinstream.shadows.dropped", droppedShadows, LongAdder::sum)
        .description("Requests that shadows did not score because their queue was full.")
        .register(registry);
    if (log != null) {
      FunctionCounter.builder("twinstream.served.logged", log, AnswerLog::logged)
          .description("Answers in the answer log.")
          .register(registry);
      FunctionCounter.builder("twinstream.served.dropped", log, AnswerLog::dropped)
          .description(
              "Answers that are not logged, because of a full queue or a broker that " + "fails.")
          .register(registry);
    }
  }

  /** Counts the rows of an answer. */
  void answered(ScoreRequest request, List<Scored> scored) {
    for (Scored row : scored) {
      String model = row.model() == null ? RULES : row.model() + "@" + row.version();
      String fallback =
          row.fallback() == null ? "none" : row.fallback().name().toLowerCase(Locale.ROOT);
      scores
          .computeIfAbsent(new Key(request.scoring().service(), model, fallback), this::counter)
          .increment();
    }
  }

  /**
   * Removes the metrics of models that are not loaded any more, because the number of versions has
   * no limit.
   */
  private void forget() {
    Set<String> loaded =
        models.current().all().stream().map(ServedModel::id).collect(Collectors.toSet());
    scores.forEach(
        (key, counter) -> {
          if (!key.model().equals(RULES) && !loaded.contains(key.model())) {
            scores.remove(key, counter);
            registry.remove(counter);
          }
        });
  }

  private Counter counter(Key key) {
    return Counter.builder("twinstream.scores")
        .description("Scored rows.")
        .tag("service", key.service())
        .tag("model", key.model())
        .tag("fallback", key.fallback())
        .register(registry);
  }

  /** Records the duration of a run of models. */
  void ran(long nanos) {
    runs.record(nanos, TimeUnit.NANOSECONDS);
  }

  void droppedShadow() {
    droppedShadows.increment();
  }
}
