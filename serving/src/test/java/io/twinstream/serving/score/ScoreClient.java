package io.twinstream.serving.score;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.client.annotation.Client;
import java.util.List;
import java.util.Map;

/** A declarative Java client of the server. */
@Client("/")
interface ScoreClient {
  @Post("/score")
  Map<String, Object> score(@Body Map<String, Object> body);

  @Post("/score")
  Map<String, Object> score(
      @Body Map<String, Object> body, @Header("X-Model-Version") String version);

  @Post("/score/batch")
  Map<String, List<Map<String, Object>>> batch(@Body Map<String, Object> body);
}
