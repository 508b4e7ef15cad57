package io.twinstream.serving.score;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.twinstream.serving.access.Needs;
import io.twinstream.serving.access.Role;
import io.twinstream.serving.feature.Deadline;
import io.twinstream.serving.guard.Until;
import io.twinstream.serving.problem.ErrorResponses;
import jakarta.annotation.Nullable;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** HTTP routes that return scores. */
@Controller("/score")
@Needs(Role.READ)
final class ScoreController {
  private static final String MODEL_VERSION = "X-Model-Version";

  private final ScoreRequestReader requests;
  private final ScoreService scores;

  ScoreController(ScoreRequestReader requests, ScoreService scores) {
    this.requests = requests;
    this.scores = scores;
  }

  /** The score of one row: of entities, or of an event. */
  @RequestBody(content = @Content(schema = @Schema(implementation = ScoreApi.Question.class)))
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ScoreApi.Score.class)))
  @ErrorResponses.OfCaller
  @ErrorResponses.OfRequest
  @ErrorResponses.OfNames
  @ErrorResponses.OfBody
  @ErrorResponses.OfStore
  @ErrorResponses.OfDeadline
  @Post
  @Consumes(MediaType.APPLICATION_JSON)
  CompletionStage<HttpResponse<byte[]>> one(
      HttpRequest<?> http, @Body byte[] body, @Header(MODEL_VERSION) @Nullable String version) {
    return score(http, body, false, version);
  }

  /** The scores of many rows. */
  @RequestBody(content = @Content(schema = @Schema(implementation = ScoreApi.Batch.class)))
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ScoreApi.Scores.class)))
  @ErrorResponses.OfCaller
  @ErrorResponses.OfRequest
  @ErrorResponses.OfNames
  @ErrorResponses.OfBody
  @ErrorResponses.OfStore
  @ErrorResponses.OfDeadline
  @Post("/batch")
  @Consumes(MediaType.APPLICATION_JSON)
  CompletionStage<HttpResponse<byte[]>> batch(
      HttpRequest<?> http, @Body byte[] body, @Header(MODEL_VERSION) @Nullable String version) {
    return score(http, body, true, version);
  }

  private CompletionStage<HttpResponse<byte[]>> score(
      HttpRequest<?> http, byte[] body, boolean many, String version) {
    long from = System.nanoTime();
    ScoreRequest request = requests.read(body, many, version);
    Duration deadline = Deadline.of(http, request.scoring().deadline());
    Until until = Until.after(from, deadline); // Reading a long body counts towards the deadline.
    return scores
        .score(request, deadline, until)
        .thenApply(
            scored -> {
              byte[] answer = ScoreWriter.write(request, scored, System.nanoTime() - from, until);
              scores.answered(request, scored);
              return HttpResponse.ok(answer).contentType(MediaType.APPLICATION_JSON_TYPE);
            });
  }
}
