package io.twinstream.serving.problem;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/**
 * Turns the framework's own errors, such as an unknown route or a body that is too large, into
 * problem documents.
 */
@Singleton
final class FrameworkProblems implements ErrorResponseProcessor<byte[]> {
  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    String detail = detail(context, response);
    return new ProblemDocument(response.status(), detail.isEmpty() ? response.reason() : detail)
        .into(response);
  }

  private static String detail(ErrorContext context, MutableHttpResponse<?> response) {
    if (response.code() >= 500) {
      return "internal error; the server's log has the cause";
    }
    if (response.status() == HttpStatus.NOT_FOUND) {
      return "no route matches "
          + context.getRequest().getPath()
          + "; the routes include GET /features/{entity}/{id}, POST /features/online, "
          + "POST /features/batch, POST /score, POST /score/batch, POST /push/{source}, "
          + "GET /registry and GET /health";
    }
    return context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
  }
}
