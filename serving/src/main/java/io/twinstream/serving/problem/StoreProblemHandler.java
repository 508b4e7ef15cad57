package io.twinstream.serving.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.twinstream.stores.StoreException;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a failure of the online store into a response. */
@Singleton
final class StoreProblemHandler
    implements ExceptionHandler<StoreException, MutableHttpResponse<byte[]>> {
  private static final Logger LOG = LoggerFactory.getLogger(StoreProblemHandler.class);

  @Override
  public MutableHttpResponse<byte[]> handle(HttpRequest request, StoreException failure) {
    LOG.debug(
        "answered with 503: {}",
        failure.getMessage()); // The class that detects the failure logs it once.
    return new ProblemDocument(
            HttpStatus.SERVICE_UNAVAILABLE,
            "the online store does not answer; try again, and see /health")
        .response();
  }
}
