package io.twinstream.serving.kafka;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.client.annotation.Client;
import java.util.List;
import java.util.Map;

/** A declarative client of the server in an application that sends events. */
@Client("/")
@Header(name = "X-Api-Key", value = "open sesame")
interface PushClient {
  @Post("/push/{source}")
  Pushed one(String source, @Body Map<String, Object> event);

  @Post("/push/{source}")
  Pushed many(String source, @Body List<Map<String, Object>> events);

  @Introspected
  record Pushed(int accepted, List<Place> records) {}

  @Introspected
  record Place(int partition, long offset) {}
}
