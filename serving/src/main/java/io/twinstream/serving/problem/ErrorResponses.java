package io.twinstream.serving.problem;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The error responses of routes in the OpenAPI document, grouped by what a route receives. */
public final class ErrorResponses {
  private static final String TYPE = "application/problem+json";

  private ErrorResponses() {}

  /** A problem document (RFC 9457). */
  @Schema(name = "Problem")
  record Document(String type, String title, int status, String detail) {}

  /** Errors of every route, raised before it runs. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "401",
      description = "The key or token is missing or not accepted",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  @ApiResponse(
      responseCode = "403",
      description = "The role of the key or token does not allow this",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  @ApiResponse(
      responseCode = "406",
      description = "The response has no type that the request accepts",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  @ApiResponse(
      responseCode = "413",
      description = "The body or the URI is too long",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  @ApiResponse(
      responseCode = "429",
      description = "Too many requests, or too many wrong keys or tokens; see Retry-After",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfCaller {}

  /** Errors of routes with validated parameters. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "400",
      description = "The request is malformed; the detail names the mistake",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfRequest {}

  /** Errors of routes whose parameters are names. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "404",
      description = "A name does not exist; the detail has the nearest ones",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfNames {}

  /** Errors of routes with a body. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "415",
      description = "The body is not JSON",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfBody {}

  /** Errors of routes that use a store or Kafka. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "503",
      description =
          "A store or Kafka does not answer, or there are too many concurrent "
              + "requests; see Retry-After",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfStore {}

  /** Errors of routes with a deadline. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "504",
      description = "The deadline passed before there was an answer",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfDeadline {}
}
