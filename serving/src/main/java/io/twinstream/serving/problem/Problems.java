package io.twinstream.serving.problem;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The errors that operations answer with, for the OpenAPI document, by what an operation takes. */
public final class Problems {
  private static final String TYPE = "application/problem+json";

  private Problems() {}

  /** An error (RFC 9457). */
  @Schema(name = "Problem")
  record Document(String type, String title, int status, String detail) {}

  /** What any operation can answer with, before it is asked. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "401",
      description = "A key or token is needed, and none or one that is not taken was sent",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  @ApiResponse(
      responseCode = "403",
      description = "The role of the key or token does not allow this",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  @ApiResponse(
      responseCode = "406",
      description = "The answer is served in no type that is accepted",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  @ApiResponse(
      responseCode = "413",
      description = "The body or the address is too long",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  @ApiResponse(
      responseCode = "429",
      description =
          "More requests, or wrong keys or tokens, than one caller may send; see Retry-After",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfCaller {}

  /** What an operation answers that takes parameters with bounds. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "400",
      description = "The request makes no sense; the detail names what is wrong",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfRequest {}

  /** What an operation answers that takes names. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "404",
      description = "A name that does not exist; the detail has the nearest ones",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfNames {}

  /** What an operation answers that takes a body. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "415",
      description = "The body is not JSON",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfBody {}

  /** What an operation answers that asks a store or a log. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "503",
      description =
          "What is behind the service does not answer, or too much is under way; see Retry-After",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfStore {}

  /** What an operation answers that has a deadline. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "504",
      description = "There was no answer within the deadline",
      content = @Content(mediaType = TYPE, schema = @Schema(implementation = Document.class)))
  public @interface OfDeadline {}
}
