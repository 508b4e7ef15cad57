package io.twinstream.serving.feature;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.twinstream.serving.access.Needs;
import io.twinstream.serving.access.Role;
import io.twinstream.serving.answerlog.AnswerLog;
import io.twinstream.serving.guard.LargeBatches;
import io.twinstream.serving.guard.StoreGuard;
import io.twinstream.serving.guard.Until;
import io.twinstream.serving.problem.ErrorResponses;
import io.twinstream.serving.reading.FeatureReader;
import io.twinstream.serving.reading.Reading;
import jakarta.annotation.Nullable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** HTTP routes that return features. */
@Controller("/features")
@Needs(Role.READ)
final class FeatureController {
  private static final MediaType COLUMNS = MediaType.of(ColumnsWriter.TYPE);

  private final FeatureReader features;
  private final FeatureQuery queries;
  private final RequestReader requests;
  private final StoreGuard guard;
  private final LargeBatches batches;
  private final AnswerLog log;

  FeatureController(
      FeatureReader features,
      FeatureQuery queries,
      RequestReader requests,
      StoreGuard guard,
      LargeBatches batches,
      @Nullable AnswerLog log) {
    this.features = features;
    this.queries = queries;
    this.requests = requests;
    this.guard = guard;
    this.batches = batches;
    this.log = log;
  }

  /** One entity: the listed features, those of a service, or all features of its views. */
  @Parameter(
      name = "features",
      in = ParameterIn.QUERY,
      description = "names, separated by commas",
      schema = @Schema(type = "string"))
  @Parameter(name = "service", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = FeatureApi.Features.class)))
  @ErrorResponses.OfCaller
  @ErrorResponses.OfRequest
  @ErrorResponses.OfNames
  @ErrorResponses.OfStore
  @ErrorResponses.OfDeadline
  @Get("/{entity}/{id:[^/]+}") // Without a pattern, ids with +, ;, & or braces do not match.
  CompletionStage<HttpResponse<byte[]>> entity(HttpRequest<?> request) {
    long begin = System.nanoTime();
    return one(request, queries.read(RequestTarget.of(request)), begin);
  }

  /** One row: ids of several entities, and fields of the request. */
  @RequestBody(content = @Content(schema = @Schema(implementation = FeatureApi.Question.class)))
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = FeatureApi.Features.class)))
  @ErrorResponses.OfCaller
  @ErrorResponses.OfRequest
  @ErrorResponses.OfNames
  @ErrorResponses.OfBody
  @ErrorResponses.OfStore
  @ErrorResponses.OfDeadline
  @Post("/online")
  @Consumes(MediaType.APPLICATION_JSON)
  CompletionStage<HttpResponse<byte[]>> online(HttpRequest<?> request, @Body byte[] body) {
    long begin = System.nanoTime();
    return one(request, requests.online(body), begin);
  }

  /** Many rows, answered by rows or, if the caller asks for it, by columns. */
  @RequestBody(content = @Content(schema = @Schema(implementation = FeatureApi.Batch.class)))
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = FeatureApi.BatchFeatures.class)),
        @Content(
            mediaType = ColumnsWriter.TYPE,
            schema = @Schema(implementation = FeatureApi.ColumnFeatures.class))
      })
  @ErrorResponses.OfCaller
  @ErrorResponses.OfRequest
  @ErrorResponses.OfNames
  @ErrorResponses.OfBody
  @ErrorResponses.OfStore
  @ErrorResponses.OfDeadline
  @Post("/batch")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, ColumnsWriter.TYPE})
  CompletionStage<HttpResponse<byte[]>> batch(HttpRequest<?> request, @Body byte[] body) {
    Until until = Until.after(System.nanoTime(), Deadline.of(request, guard.deadline()));
    FeatureRequest asked = requests.batch(body);
    boolean columns = request.accept().contains(COLUMNS);
    return batches.run(
        asked.list().states(asked.rows()),
        until,
        (within, on) ->
            answer(
                asked,
                within,
                reading ->
                    columns
                        ? HttpResponse.ok(ColumnsWriter.write(asked, reading, within))
                            .contentType(COLUMNS)
                        : json(RowsWriter.many(asked, reading, within)),
                on));
  }

  private CompletionStage<HttpResponse<byte[]>> one(
      HttpRequest<?> request, FeatureRequest asked, long begin) {
    Until until = Until.after(begin, Deadline.of(request, guard.deadline()));
    return answer(asked, until, reading -> json(RowsWriter.one(asked, reading)), Runnable::run);
  }

  /** Logs what is answered, once it is written: until then it may be too late. */
  private CompletionStage<HttpResponse<byte[]>> answer(
      FeatureRequest asked,
      Until until,
      Function<Reading, HttpResponse<byte[]>> write,
      Executor on) {
    return features
        .read(asked.list(), asked.rows(), until.left(), on)
        .thenApply(
            reading -> {
              HttpResponse<byte[]> answer = write.apply(reading);
              if (log != null) {
                log.addFeatures(asked.list(), asked.rows(), reading);
              }
              return answer;
            });
  }

  private static HttpResponse<byte[]> json(byte[] body) {
    return HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
