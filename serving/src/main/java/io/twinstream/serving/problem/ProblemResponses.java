package io.twinstream.serving.problem;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Every error that a route can answer with, for the OpenAPI document. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ApiResponse(
    responseCode = "400",
    description = "The request makes no sense; the detail names what is wrong",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = ProblemResponses.Document.class)))
@ApiResponse(
    responseCode = "401",
    description = "A key is needed, and none or an unknown one was sent",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = ProblemResponses.Document.class)))
@ApiResponse(
    responseCode = "403",
    description = "The key's role does not allow this",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = ProblemResponses.Document.class)))
@ApiResponse(
    responseCode = "404",
    description = "A name that does not exist; the detail has the nearest ones",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = ProblemResponses.Document.class)))
@ApiResponse(
    responseCode = "406",
    description = "The answer is served in no type that is accepted",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = ProblemResponses.Document.class)))
@ApiResponse(
    responseCode = "413",
    description = "The body or the address is too long",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = ProblemResponses.Document.class)))
@ApiResponse(
    responseCode = "415",
    description = "The body is not JSON",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = ProblemResponses.Document.class)))
@ApiResponse(
    responseCode = "429",
    description = "More requests than one caller may send; see Retry-After",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = ProblemResponses.Document.class)))
@ApiResponse(
    responseCode = "503",
    description =
        "What is behind the service does not answer, or too much is under way; see Retry-After",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = ProblemResponses.Document.class)))
@ApiResponse(
    responseCode = "504",
    description = "There was no answer within the deadline",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = ProblemResponses.Document.class)))
public @interface ProblemResponses {
  /** An error (RFC 9457). */
  @Schema(name = "Problem")
  record Document(String type, String title, int status, String detail) {}
}
