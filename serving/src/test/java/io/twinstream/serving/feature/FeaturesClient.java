package io.twinstream.serving.feature;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.client.annotation.Client;
import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** A declarative client of the server in an application. */
@Client("features")
interface FeaturesClient {
  @Get("/features/{entity}/{id}{?features,service}")
  Features features(String entity, String id, @Nullable String features, @Nullable String service);

  @Post("/features/online")
  Features online(@Body Question question);

  @Post("/features/batch")
  Batch batch(@Body Questions questions);

  @Introspected
  record Question(String service, Map<String, String> entities, Map<String, Object> request) {}

  @Introspected
  record Row(Map<String, String> entities, Map<String, Object> request) {}

  @Introspected
  record Questions(String service, List<Row> rows) {}

  @Introspected
  record Features(Map<String, Object> features, Metadata metadata) {}

  @Introspected
  record Metadata(Map<String, View> views) {}

  @Introspected
  record View(String status, @Nullable Long age_ms) {}

  @Introspected
  record Batch(List<Features> results) {}
}
