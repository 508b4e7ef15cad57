package io.twinstream.serving.score;

import io.micronaut.http.HttpStatus;
import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.offline.models.ModelException;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.FeatureReader;
import io.twinstream.serving.reading.Reading;
import io.twinstream.serving.score.Scored.Fallback;
import io.twinstream.serving.score.Scored.Reason;
import io.twinstream.stores.StoreException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores rows: reads their features, gives them to the models that take them, and within the
 * deadline answers with what came of it, or with what the rules say.
 */
@Singleton
final class ScoreService {
  private static final Logger LOG = LoggerFactory.getLogger(ScoreService.class);

  private final FeatureReader reader;
  private final Models models;
  private final ModelThreads threads;
  private final Reasons reasons;
  private final Shadows shadows;
  private final ScoreLog log;

  ScoreService(
      FeatureReader reader,
      Models models,
      ModelThreads threads,
      Reasons reasons,
      Shadows shadows,
      ScoreLog log) {
    this.reader = reader;
    this.models = models;
    this.threads = threads;
    this.reasons = reasons;
    this.shadows = shadows;
    this.log = log;
  }

  /** One score per row. Nothing blocks; the stage fails where no rule can stand in for a model. */
  CompletionStage<List<Scored>> score(ScoreRequest request) {
    CompletableFuture<Reading> read =
        reader.read(request.list(), request.rows()).toCompletableFuture();
    CompletableFuture<List<Scored>> answer = new CompletableFuture<>();
    ModelRun run = new ModelRun(request, models);
    read.whenComplete(
        (reading, failure) -> {
          if (failure != null) {
            run.close();
            answer.completeExceptionally(cause(failure));
          } else {
            submit(request, reading, run, answer);
          }
        });
    return answer
        .orTimeout(request.scoring().deadline().toNanos(), TimeUnit.NANOSECONDS)
        .exceptionally(failure -> fallback(request, read, cause(failure)))
        .whenComplete((scored, failure) -> afterwards(request, scored));
  }

  private void submit(
      ScoreRequest request, Reading reading, ModelRun run, CompletableFuture<List<Scored>> answer) {
    try {
      threads.execute(
          () -> {
            try (run) {
              // Who waited in the queue until the deadline has been answered without it.
              if (!answer.isDone()) {
                answer.complete(scored(request, reading, run));
              }
            } catch (RuntimeException e) {
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      run.close();
      answer.completeExceptionally(e);
    }
  }

  private List<Scored> scored(ScoreRequest request, Reading reading, ModelRun run) {
    double[] scores = run.scores(reading.rows().stream().map(Reading.Row::values).toList());
    List<Scored> scored = new ArrayList<>(scores.length);
    for (int i = 0; i < scores.length; i++) {
      Reading.Row row = reading.rows().get(i);
      ServedModel model = run.model(i);
      scored.add(
          Double.isFinite(scores[i])
              ? byModel(request, model, scores[i], row)
              : byRule(
                  request, i, row, request.model(i).isEmpty() ? Fallback.RULES : Fallback.MODEL));
    }
    return scored;
  }

  private Scored byModel(ScoreRequest request, ServedModel model, double score, Reading.Row row) {
    List<Reason> why =
        request.reasons()
            ? reasons.of(model.onnx(), request.scoring().service(), row.values(), score)
            : List.of();
    return new Scored(
        score,
        request.scoring().decision(score, model.onnx().card().threshold()),
        model.name(),
        model.version(),
        null,
        why,
        row);
  }

  private static Scored byRule(ScoreRequest request, int i, Reading.Row row, Fallback why) {
    FeatureRow features = row == null ? null : row.values();
    Optional<Rule> rule = request.scoring().rule(features, request.rows().get(i).request());
    if (rule.isEmpty()) {
      return new Scored(Double.NaN, null, null, null, why, List.of(), row);
    }
    return new Scored(
        rule.get().score(),
        request.scoring().decision(rule.get().score(), java.util.OptionalDouble.empty()),
        null,
        null,
        why,
        List.of(new Reason(rule.get().reason(), Double.NaN)),
        row);
  }

  private static List<Scored> fallback(
      ScoreRequest request, CompletableFuture<Reading> read, Throwable failure) {
    Fallback why = why(failure);
    if (why == Fallback.MODEL) {
      LOG.error("{}: {}", request.scoring().service(), failure.getMessage());
    }
    if (request.scoring().fallback().isEmpty()) {
      throw refusal(request, why, failure);
    }
    boolean known = read.isDone() && !read.isCompletedExceptionally();
    List<Scored> scored = new ArrayList<>(request.rows().size());
    for (int i = 0; i < request.rows().size(); i++) {
      scored.add(byRule(request, i, known ? read.join().rows().get(i) : null, why));
    }
    return scored;
  }

  private static Fallback why(Throwable failure) {
    if (failure instanceof StoreException) {
      return Fallback.STORE;
    } else if (failure instanceof TimeoutException) {
      return Fallback.DEADLINE;
    } else if (failure instanceof RejectedExecutionException) {
      return Fallback.OVERLOAD;
    } else if (failure instanceof ModelException) {
      return Fallback.MODEL;
    }
    throw new CompletionException(failure); // A mistake of ours, not to be covered by a rule.
  }

  private static RuntimeException refusal(ScoreRequest request, Fallback why, Throwable failure) {
    String service = request.scoring().service();
    return switch (why) {
      case STORE -> (StoreException) failure;
      case DEADLINE ->
          ProblemException.of(
              HttpStatus.GATEWAY_TIMEOUT,
              "no score of %s within %d ms, and no rules stand in for the model"
                  .formatted(service, request.scoring().deadline().toMillis()));
      case OVERLOAD ->
          ProblemException.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "too many requests wait for the models of " + service + "; try again");
      case MODEL, RULES ->
          ProblemException.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "the model of " + service + " failed, and no rules stand in for it");
    };
  }

  private void afterwards(ScoreRequest request, List<Scored> scored) {
    if (scored == null) {
      return;
    }
    log.answered(request, scored);
    if (!request.scoring().shadows().isEmpty()) {
      shadows.score(request, scored);
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
