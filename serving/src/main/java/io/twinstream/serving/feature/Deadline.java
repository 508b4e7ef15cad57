package io.twinstream.serving.feature;

import io.micronaut.http.HttpRequest;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.Shown;
import java.time.Duration;

/** How long a caller is ready to wait: the header {@code X-Deadline-Ms}. */
public final class Deadline {
  private static final String HEADER = "X-Deadline-Ms";

  private Deadline() {}

  /**
   * What a request says; the longest if it does not, or says more.
   *
   * @throws ProblemException if it is no number of milliseconds
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
      // told below
    }
    throw ProblemException.badRequest(
        HEADER + " is a positive number of milliseconds, not '" + Shown.text(given) + "'");
  }
}
