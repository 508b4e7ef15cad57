package io.twinstream.serving.score;

import io.twinstream.serving.drift.DriftMeters;
import io.twinstream.serving.guard.Budget;
import io.twinstream.serving.guard.LargeBatches;
import io.twinstream.serving.guard.Until;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import io.twinstream.serving.reading.FeatureReader;
import io.twinstream.serving.reading.Reading;
import io.twinstream.serving.score.Scored.Fallback;
import io.twinstream.serving.score.Scored.Reason;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Scores rows within a deadline: reads their features and runs their models, or falls back to
 * rules.
 */
@Singleton
final class ScoreService {
  private static final Duration MOST_RESERVED = Duration.ofMillis(20);

  private final FeatureReader reader;
  private final LargeBatches batches;
  private final Models models;
  private final ModelThreads threads;
  private final Contributions reasons;
  private final Shadows shadows;
  private final ScoreLog log;
  private final ScoreMeters meters;
  private final DriftMeters drift;

  ScoreService(
      FeatureReader reader,
      LargeBatches batches,
      Models models,
      ModelThreads threads,
      Contributions reasons,
      Shadows shadows,
      ScoreLog log,
      ScoreMeters meters,
      DriftMeters drift) {
    this.reader = reader;
    this.batches = batches;
    this.models = models;
    this.threads = threads;
    this.reasons = reasons;
    this.shadows = shadows;
    this.log = log;
    this.meters = meters;
    this.drift = drift;
  }

  /**
   * One score per row. Does not block; the stage fails if a model fails and no rule matches.
   *
   * @param deadline of the whole request
   * @param until the instant when the deadline passes
   */
  CompletionStage<List<Scored>> score(ScoreRequest request, Duration deadline, Until until) {
    CompletableFuture<Reading> read = new CompletableFuture<>();
    return batches
        .run(
            request.list().states(request.rows()),
            until,
            (within, on) -> byModels(request, deadline, within, read, on))
        .toCompletableFuture()
        .orTimeout(Budget.waiting(until.left()).toNanos(), TimeUnit.NANOSECONDS)
        .exceptionally(failure -> Fallbacks.scores(request, deadline, read, failure));
  }

  /**
   * The scores by models.
   *
   * @param read completed with the features
   */
  private CompletableFuture<List<Scored>> byModels(
      ScoreRequest request,
      Duration deadline,
      Until until,
      CompletableFuture<Reading> read,
      Executor on) {
    CompletableFuture<List<Scored>> answer = new CompletableFuture<>();
    ModelRun run = new ModelRun(request, models);
    reader
        .read(request.list(), request.rows(), until.left().minus(reserve(deadline)), on)
        .whenComplete(
            (reading, failure) -> {
              if (failure != null) {
                run.close();
                answer.completeExceptionally(Fallbacks.cause(failure));
              } else {
                read.complete(reading);
                submit(request, reading, run, answer, until);
              }
            });
    return answer;
  }

  /** The time reserved for the model in case the store uses all of its time. */
  private static Duration reserve(Duration deadline) {
    Duration quarter = deadline.dividedBy(4);
    return quarter.compareTo(MOST_RESERVED) < 0 ? quarter : MOST_RESERVED;
  }

  private void submit(
      ScoreRequest request,
      Reading reading,
      ModelRun run,
      CompletableFuture<List<Scored>> answer,
      Until until) {
    try {
      threads.execute(
          () -> {
            try (run) {
              // If the task waited in the queue until the deadline, the request was answered
              // without it.
              if (!answer.isDone()) {
                answer.complete(scored(request, reading, run, until));
              }
            } catch (RuntimeException | Error e) {
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      run.close();
      answer.completeExceptionally(e);
    }
  }

  private List<Scored> scored(ScoreRequest request, Reading reading, ModelRun run, Until until) {
    long begin = System.nanoTime();
    double[] scores = run.scores(reading.rows().stream().map(Reading.Row::values).toList());
    meters.ran(System.nanoTime() - begin);
    List<Scored> scored = new ArrayList<>(scores.length);
    for (int i = 0; i < scores.length; i++) {
      until.check(i);
      if (Double.isFinite(scores[i])) {
        scored.add(byModel(request, reading, i, run.model(i), scores[i]));
      } else {
        boolean rules = request.model(i).isEmpty();
        scored.add(Fallbacks.byRule(request, i, reading, rules ? Fallback.RULES : Fallback.MODEL));
      }
    }
    return scored;
  }

  private Scored byModel(
      ScoreRequest request, Reading reading, int i, ServedModel model, double score) {
    Reading.Row row = reading.rows().get(i);
    List<Reason> why =
        request.reasons()
            ? reasons.of(model.onnx(), request.list(), row.values(), score)
            : List.of();
    return new Scored(
        score,
        request.scoring().decision(score, model.onnx().card().threshold()),
        model.name(),
        model.version(),
        null,
        why,
        row,
        reading.degradation());
  }

  /** Logs and counts what is answered, once it is written: until then it may be too late. */
  void answered(ScoreRequest request, List<Scored> scored) {
    log.answered(request, scored);
    meters.answered(request, scored);
    summarize(scored);
    if (!request.scoring().shadows().isEmpty()) {
      shadows.score(request, scored);
    }
  }

  /** Summarizes a row of some answers, to watch for drift. */
  private void summarize(List<Scored> scored) {
    int sampled = drift.sample(scored.size());
    if (sampled >= 0) {
      Scored row = scored.get(sampled);
      if (row.model() != null && row.row() != null) {
        drift.count(row.model() + "@" + row.version(), row.row().values(), row.score());
      }
    }
  }
}
