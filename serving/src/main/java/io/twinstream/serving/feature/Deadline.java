package io.twinstream.serving.feature;

import io.micronaut.http.HttpRequest;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.Shown;
import java.time.Duration;

/** Reads the caller's deadline, the header {@code X-Deadline-Ms}. */
public final class Deadline {
  private static final String HEADER = "X-Deadline-Ms";

  private Deadline() {}

  /**
   * The deadline of a request; {@code longest} if the request has none, or a longer one.
   *
   * @throws ProblemException if it is not a positive number of milliseconds
   */
  public static Duration of(HttpRequest<?> request, Duration longest) {
    String given = request.getHeaders().get(HEADER);
    if (given == null) {
      return longest;
    }
    try {
      long millis = Long.parseLong(given.strip());
      if (millis > 0) {
        return millis < longest.toMillis() ? Duration.ofMillis(millis) : longest;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw ProblemException.badRequest(
        HEADER + " must be a positive number of milliseconds, not '" + Shown.text(given) + "'");
  }
}
