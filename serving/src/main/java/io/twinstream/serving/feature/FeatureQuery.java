package io.twinstream.serving.feature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twinstream.features.text.Names;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.FeatureLists;
import io.twinstream.serving.reading.RequestFields;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedProject;
import io.twinstream.serving.reading.Shown;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parses {@code /features/{entity}/{id}?features=…|service=…}. */
@Singleton
final class FeatureQuery {
  private static final String PREFIX = "/features/";
  private static final List<String> PARAMETERS = List.of("features", "service");

  /** The largest total length of the queries whose lists are cached, in characters. */
  private static final int MAX_CHARACTERS_KEPT = 1 << 20;

  private final ServedDefinitions definitions;
  private volatile Known known = new Known(null);

  private record Key(String entity, String query) {}

  /** The feature lists of queries, cached while the same definitions are served. */
  private static final class Known {
    private final ServedProject served;
    private final Cache<Key, FeatureList> lists =
        Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS_KEPT)
            .weigher((Key key, FeatureList list) -> key.query.length() + 50)
            .build();

    Known(ServedProject served) {
      this.served = served;
    }
  }

  FeatureQuery(ServedDefinitions definitions) {
    this.definitions = definitions;
  }

  private Known known() {
    ServedProject served = definitions.current();
    Known now = known;
    if (now.served != served) {
      now = new Known(served);
      known = now;
    }
    return now;
  }

  /**
   * Parses the request.
   *
   * @throws ProblemException if it names something unknown
   */
  FeatureRequest read(RequestTarget target) {
    RequestTarget.EntityId about = target.entityAfter(PREFIX);
    String entity = about.entity();
    Key key = new Key(entity, target.query());
    Known now = known();
    FeatureList list = now.lists.getIfPresent(key);
    if (list == null) {
      now.served.lists().requireEntity(entity);
      list = list(now.served.lists(), entity, target);
      now.lists.put(key, list);
    }
    return new FeatureRequest(
        list, List.of(list.row(Map.of(entity, about.id()), RequestFields.none(list.compiled()))));
  }

  private static FeatureList list(FeatureLists lists, String entity, RequestTarget target) {
    List<String> features = new ArrayList<>();
    List<String> services = new ArrayList<>();
    for (RequestTarget.Parameter parameter : target.parameters()) {
      switch (parameter.name()) {
        case "features" -> {
          for (String feature : parameter.value().split(",", -1)) {
            features.add(feature.strip());
          }
        }
        case "service" -> services.add(parameter.value());
        default ->
            throw ProblemException.badRequest(
                Names.unknown("query parameter", Shown.text(parameter.name()), PARAMETERS));
      }
    }
    if (services.size() + (features.isEmpty() ? 0 : 1) > 1) {
      throw ProblemException.badRequest("give either features or service, not both");
    }
    if (!services.isEmpty()) {
      return lists.service(services.get(0));
    }
    return features.isEmpty() ? lists.entity(entity) : lists.of(features);
  }
}
