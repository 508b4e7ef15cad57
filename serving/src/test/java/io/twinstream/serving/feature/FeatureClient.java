package io.twinstream.serving.feature;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.client.annotation.Client;
import java.util.Map;
import java.util.Optional;

/** A declarative Java client of the server. */
@Client("/")
interface FeatureClient {
  @Get("/features/{entity}/{id}")
  Map<String, Object> all(String entity, String id);

  @Get("/features/{entity}/{id}{?features,service}")
  Map<String, Object> some(
      String entity,
      String id,
      @QueryValue Optional<String> features,
      @QueryValue Optional<String> service);

  @Post("/features/online")
  Map<String, Object> online(@Body Map<String, Object> body);

  @Post("/features/batch")
  Map<String, Object> batch(@Body Map<String, Object> body);

  @Post(value = "/features/batch", consumes = ColumnsWriter.TYPE)
  String columns(@Body Map<String, Object> body);

  @Get("/health")
  HttpResponse<Map<String, Object>> health();
}
