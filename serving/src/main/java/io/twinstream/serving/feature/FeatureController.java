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
import io.twinstream.serving.reading.FeatureReader;
import io.twinstream.serving.reading.Reading;
import io.twinstream.serving.served.ServedLog;
import jakarta.annotation.Nullable;
import java.util.concurrent.CompletionStage;

/** Features over HTTP. */
@Controller("/features")
final class FeatureController {
  private static final MediaType COLUMNS = MediaType.of(ColumnsWriter.TYPE);

  private final FeatureReader features;
  private final FeatureQuery queries;
  private final RequestReader requests;
  private final ServedLog log;

  FeatureController(
      FeatureReader features,
      FeatureQuery queries,
      RequestReader requests,
      @Nullable ServedLog log) {
    this.features = features;
    this.queries = queries;
    this.requests = requests;
    this.log = log;
  }

  /** One entity: the features named, those of a service, or all of its views. */
  @Get("/{entity}/{id}")
  CompletionStage<HttpResponse<byte[]>> entity(HttpRequest<?> request) {
    return one(queries.read(request.getUri().toString()));
  }

  /** One question: ids of several entities, and fields of the request. */
  @Post("/online")
  @Consumes(MediaType.APPLICATION_JSON)
  CompletionStage<HttpResponse<byte[]>> online(@Body byte[] body) {
    return one(requests.online(body));
  }

  /** Many questions at once, answered by rows or, if the caller prefers, by columns. */
  @Post("/batch")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, ColumnsWriter.TYPE})
  CompletionStage<HttpResponse<byte[]>> batch(HttpRequest<?> request, @Body byte[] body) {
    FeatureRequest asked = requests.batch(body);
    boolean columns = request.accept().contains(COLUMNS);
    return read(asked)
        .thenApply(
            reading ->
                columns
                    ? HttpResponse.ok(ColumnsWriter.write(asked, reading)).contentType(COLUMNS)
                    : json(RowsWriter.many(asked, reading)));
  }

  private CompletionStage<HttpResponse<byte[]>> one(FeatureRequest request) {
    return read(request).thenApply(reading -> json(RowsWriter.one(request, reading)));
  }

  private CompletionStage<Reading> read(FeatureRequest request) {
    CompletionStage<Reading> read = features.read(request.list(), request.rows());
    return log == null
        ? read
        : read.thenApply(
            reading -> {
              log.addFeatures(request.list(), request.rows(), reading);
              return reading;
            });
  }

  private static HttpResponse<byte[]> json(byte[] body) {
    return HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
