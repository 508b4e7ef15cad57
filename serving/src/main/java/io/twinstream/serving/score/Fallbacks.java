package io.twinstream.serving.score;

import io.micronaut.http.HttpStatus;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.offline.models.ModelException;
import io.twinstream.serving.background.Repeated;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.Degradation;
import io.twinstream.serving.reading.Reading;
import io.twinstream.serving.score.Scored.Fallback;
import io.twinstream.serving.score.Scored.Reason;
import io.twinstream.stores.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores that replace those of a model that is not available: from rules or, without rules, an
 * error.
 */
final class Fallbacks {
  private static final Logger LOG = LoggerFactory.getLogger(Fallbacks.class);
  private static final Repeated LINES = new Repeated();

  private Fallbacks() {}

  /**
   * The scores of all rows by rules.
   *
   * @param read the features, which may be available although the model failed
   * @throws RuntimeException if the service has no matching rule
   */
  static List<Scored> scores(
      ScoreRequest request,
      Duration deadline,
      CompletableFuture<Reading> read,
      Throwable completion) {
    Throwable failure = cause(completion);
    Fallback why = why(failure);
    if (why == Fallback.MODEL) {
      String service = request.scoring().service();
      LINES.pass(
          service,
          left -> LOG.error("{}: {}{}", service, failure.getMessage(), Repeated.told(left)));
    }
    if (request.scoring().fallback().isEmpty()) {
      throw refusal(request, why, failure, deadline);
    }
    boolean known = read.isDone() && !read.isCompletedExceptionally();
    List<Scored> scored = new ArrayList<>(request.rows().size());
    for (int i = 0; i < request.rows().size(); i++) {
      scored.add(byRule(request, i, known ? read.join() : null, why));
    }
    return scored;
  }

  /**
   * The score of a row by the first rule that matches; NaN if none does.
   *
   * @param reading the features; null if they are not known
   */
  static Scored byRule(ScoreRequest request, int i, Reading reading, Fallback why) {
    Reading.Row row = reading == null ? null : reading.rows().get(i);
    Degradation degradation = reading == null ? Degradation.NONE : reading.degradation();
    FeatureRow features = row == null ? null : row.values();
    Optional<Rule> rule = request.scoring().rule(features, request.rows().get(i).request());
    double score = rule.map(Rule::score).orElse(Double.NaN);
    return new Scored(
        score,
        rule.isEmpty() ? null : request.scoring().decision(score, OptionalDouble.empty()),
        null,
        null,
        why,
        rule.map(r -> List.of(new Reason(r.reason(), Double.NaN))).orElse(List.of()),
        row,
        degradation);
  }

  private static Fallback why(Throwable failure) {
    if (failure instanceof StoreException) {
      return Fallback.STORE;
    } else if (failure instanceof TimeoutException || isLate(failure)) {
      return Fallback.DEADLINE;
    } else if (failure instanceof RejectedExecutionException
        || failure instanceof ProblemException) {
      return Fallback.OVERLOAD;
    } else if (failure instanceof ModelException) {
      return Fallback.MODEL;
    }
    throw new CompletionException(failure); // A programming error, which a rule must not hide.
  }

  /** Whether a failure is that of a row that starts too late. */
  private static boolean isLate(Throwable failure) {
    return failure instanceof ProblemException problem
        && problem.status() == HttpStatus.GATEWAY_TIMEOUT;
  }

  private static RuntimeException refusal(
      ScoreRequest request, Fallback why, Throwable failure, Duration deadline) {
    String service = request.scoring().service();
    if (failure instanceof StoreException || failure instanceof ProblemException) {
      return (RuntimeException) failure;
    } else if (why == Fallback.DEADLINE) {
      return ProblemException.of(
          HttpStatus.GATEWAY_TIMEOUT,
          "no score of %s within %d ms, and no rule replaces the model; try again, or add rules"
              .formatted(service, deadline.toMillis()));
    } else if (why == Fallback.OVERLOAD) {
      return ProblemException.overloaded(
          "too many requests wait for the models of " + service + "; try again");
    }
    return ProblemException.of(
        HttpStatus.SERVICE_UNAVAILABLE,
        "the model of " + service + " failed, and no rule replaces it; see the server's log");
  }

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
