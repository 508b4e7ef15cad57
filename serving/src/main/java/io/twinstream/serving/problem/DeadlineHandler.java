package io.twinstream.serving.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeoutException;

/** Turns a passed deadline into a response. */
@Singleton
final class DeadlineHandler
    implements ExceptionHandler<TimeoutException, MutableHttpResponse<byte[]>> {
  @Override
  public MutableHttpResponse<byte[]> handle(HttpRequest request, TimeoutException passed) {
    return new ProblemDocument(
            HttpStatus.GATEWAY_TIMEOUT, "the deadline passed before there was an answer; try again")
        .response();
  }
}
