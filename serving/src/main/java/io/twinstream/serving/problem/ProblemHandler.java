package io.twinstream.serving.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Turns a {@link ProblemException} into a response. */
@Singleton
final class ProblemHandler
    implements ExceptionHandler<ProblemException, MutableHttpResponse<byte[]>> {
  @Override
  public MutableHttpResponse<byte[]> handle(HttpRequest request, ProblemException problem) {
    return new ProblemDocument(problem.status(), problem.getMessage()).response();
  }
}
