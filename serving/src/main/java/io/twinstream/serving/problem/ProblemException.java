package io.twinstream.serving.problem;

import io.micronaut.http.HttpStatus;

/** Thrown if a request cannot be answered; the message is for the caller and states what to do. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final HttpStatus status;

  private ProblemException(HttpStatus status, String detail) {
    super(detail, null, false, false); // It becomes a response, so it needs no stack trace.
    this.status = status;
  }

  /** The request names something that does not exist. */
  public static ProblemException notFound(String detail) {
    return new ProblemException(HttpStatus.NOT_FOUND, detail);
  }

  /** The request is malformed. */
  public static ProblemException badRequest(String detail) {
    return new ProblemException(HttpStatus.BAD_REQUEST, detail);
  }

  /** Too many requests are waiting; a later retry may succeed. */
  public static ProblemException overloaded(String detail) {
    return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, detail);
  }

  /** Any other reason. */
  public static ProblemException of(HttpStatus status, String detail) {
    return new ProblemException(status, detail);
  }

  public HttpStatus status() {
    return status;
  }
}
