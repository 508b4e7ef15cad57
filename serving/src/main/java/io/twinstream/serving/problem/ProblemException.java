package io.twinstream.serving.problem;

import io.micronaut.http.HttpStatus;

/** Thrown when a request cannot be answered; the message is for the caller and says what to do. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final HttpStatus status;

  private ProblemException(HttpStatus status, String detail) {
    super(detail, null, false, false); // It is an answer, so that its stack does not matter.
    this.status = status;
  }

  /** Something that the request names does not exist. */
  public static ProblemException notFound(String detail) {
    return new ProblemException(HttpStatus.NOT_FOUND, detail);
  }

  /** The request is not one. */
  public static ProblemException badRequest(String detail) {
    return new ProblemException(HttpStatus.BAD_REQUEST, detail);
  }

  /** There is too much to do; trying again later may help. */
  public static ProblemException overloaded(String detail) {
    return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, detail);
  }

  /** Anything else that keeps the service from answering. */
  public static ProblemException of(HttpStatus status, String detail) {
    return new ProblemException(status, detail);
  }

  public HttpStatus status() {
    return status;
  }
}
