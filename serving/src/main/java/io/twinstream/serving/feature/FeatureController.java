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
import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.FeatureLists;
import io.twinstream.serving.reading.FeatureReader;
import io.twinstream.serving.reading.RequestFields;
import io.twinstream.serving.reading.Shown;
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

  private final FeatureReader features;
  private final FeatureLists lists;
  private final OnlineRequestReader requests;

  FeatureController(FeatureReader features, FeatureLists lists, OnlineRequestReader requests) {
    this.features = features;
    this.lists = lists;
    this.requests = requests;
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
    EntityRow row = list.row(entities, RequestFields.none(list.compiled()));
    return answer(new OnlineRequest(list, List.of(row), false));
  }

  /** Many entities, or a request with fields of its own. */
  @Post("/online")
  @Consumes(MediaType.APPLICATION_JSON)
  CompletionStage<HttpResponse<byte[]>> online(@Body byte[] body) {
    return answer(requests.read(body));
  }

  private CompletionStage<HttpResponse<byte[]>> answer(OnlineRequest request) {
    return features
        .read(request.list(), request.rows())
        .thenApply(
            reading ->
                HttpResponse.ok(AnswerWriter.write(request, reading))
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
