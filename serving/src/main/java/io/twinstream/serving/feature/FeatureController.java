package io.twinstream.serving.feature;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.twinstream.features.definition.Names;
import io.twinstream.serving.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Features over HTTP. */
@Controller("/features")
final class FeatureController {
  private static final String PREFIX = "/features/";
  private static final List<String> PARAMETERS = List.of("features", "service");

  private final FeatureService service;
  private final FeatureLists lists;
  private final OnlineRequestReader reader;

  FeatureController(FeatureService service, FeatureLists lists, OnlineRequestReader reader) {
    this.service = service;
    this.lists = lists;
    this.reader = reader;
  }

  /** One entity: the features named, those of a service, or all of its views. */
  @Get("/{entity}/{id}")
  CompletionStage<HttpResponse<byte[]>> one(HttpRequest<?> request) {
    // The path as it was sent: ids may hold any character, encoded, and a plus is a plus.
    String[] path = request.getUri().getRawPath().substring(PREFIX.length()).split("/", -1);
    String entity = PercentEncoding.decode(path[0]);
    String id = PercentEncoding.decode(path[1]);
    lists.requireEntity(entity);
    FeatureList list = list(request, entity);
    Map<String, String> entities = Map.of(entity, id);
    OnlineRequest.Row row =
        new OnlineRequest.Row(entities, list.ids(entities), RequestFields.none(list.compiled()));
    return answer(new OnlineRequest(list, List.of(row), false));
  }

  /** Many entities, or a request with fields of its own. */
  @Post("/online")
  @Consumes(MediaType.APPLICATION_JSON)
  CompletionStage<HttpResponse<byte[]>> online(@Body byte[] body) {
    return answer(reader.read(body));
  }

  private CompletionStage<HttpResponse<byte[]>> answer(OnlineRequest request) {
    return service
        .answer(request)
        .thenApply(
            answer ->
                HttpResponse.ok(AnswerWriter.write(answer))
                    .contentType(MediaType.APPLICATION_JSON_TYPE));
  }

  private FeatureList list(HttpRequest<?> request, String entity) {
    for (String name : request.getParameters().names()) {
      if (!PARAMETERS.contains(name)) {
        throw ProblemException.badRequest(
            Names.unknown("query parameter", Shown.text(name), PARAMETERS));
      }
    }
    List<String> features = new ArrayList<>();
    for (String value : request.getParameters().getAll("features")) {
      Arrays.stream(value.split(",", -1)).map(String::strip).forEach(features::add);
    }
    List<String> services = request.getParameters().getAll("service");
    if (services.size() + (features.isEmpty() ? 0 : 1) > 1) {
      throw ProblemException.badRequest("ask for features or for one service, not for both");
    }
    if (!services.isEmpty()) {
      return lists.service(services.get(0));
    }
    return features.isEmpty() ? lists.entity(entity) : lists.of(features);
  }
}
