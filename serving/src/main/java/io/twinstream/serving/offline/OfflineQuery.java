package io.twinstream.serving.offline;

import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.text.Names;
import io.twinstream.serving.feature.RequestTarget;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.FeatureLists;
import io.twinstream.serving.reading.Shown;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The request {@code /features/offline/{entity}/{id}?as_of=…}.
 *
 * @param entities ids by the entity's name
 * @param request values of request fields, as text or booleans
 */
record OfflineQuery(
    Map<String, String> entities, FeatureList list, Instant asOf, Map<String, Object> request) {
  private static final String PREFIX = "/features/offline/";
  private static final String REQUEST = "request.";
  private static final List<String> PARAMETERS =
      List.of("as_of", "features", "service", "entity", "request.FIELD");

  /**
   * Parses a request.
   *
   * @throws ProblemException if it names something unknown, or lacks the instant
   */
  static OfflineQuery read(RequestTarget target, FeatureLists lists) {
    RequestTarget.EntityId about = target.entityAfter(PREFIX);
    String entity = about.entity();
    lists.requireEntity(entity);
    Reader reader = new Reader();
    reader.entities.put(entity, about.id());
    target.parameters().forEach(each -> reader.read(each.name(), each.value()));
    return reader.query(entity, lists);
  }

  /** The parameters parsed so far. */
  private static final class Reader {
    private final Map<String, String> entities = new LinkedHashMap<>();
    private final List<String> features = new ArrayList<>();
    private final Map<String, String> request = new LinkedHashMap<>();
    private String service;
    private Instant asOf;

    void read(String name, String value) {
      switch (name) {
        case "as_of" -> asOf = instant(value);
        case "features" -> {
          for (String feature : value.split(",", -1)) {
            features.add(feature.strip());
          }
        }
        case "service" -> service = value;
        case "entity" -> {
          int colon = value.indexOf(':');
          if (colon < 1) {
            throw ProblemException.badRequest(
                "entity must be NAME:ID, not '" + Shown.text(value) + "'");
          }
          entities.put(value.substring(0, colon), value.substring(colon + 1));
        }
        default -> {
          if (!name.startsWith(REQUEST)) {
            throw ProblemException.badRequest(
                Names.unknown("query parameter", Shown.text(name), PARAMETERS));
          }
          request.put(name.substring(REQUEST.length()), value);
        }
      }
    }

    OfflineQuery query(String entity, FeatureLists lists) {
      if (service != null && !features.isEmpty()) {
        throw ProblemException.badRequest("give either features or service, not both");
      }
      if (asOf == null) {
        throw ProblemException.badRequest("as_of is missing; add ?as_of=2026-05-06T07:08:09Z");
      }
      FeatureList list =
          service != null
              ? lists.service(service)
              : features.isEmpty() ? lists.entity(entity) : lists.of(features);
      return new OfflineQuery(entities, list, asOf, typed(list.compiled().request()));
    }

    private Map<String, Object> typed(Schema schema) {
      Map<String, Object> typed = new LinkedHashMap<>();
      request.forEach(
          (name, value) -> {
            int slot = schema.find(name);
            boolean isTruth = slot >= 0 && schema.field(slot).type().kind() == Kind.BOOLEAN;
            boolean fits = value.equals("true") || value.equals("false");
            typed.put(name, isTruth && fits ? (Object) Boolean.valueOf(value) : value);
          });
      return typed;
    }

    private static Instant instant(String text) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException e) {
        throw ProblemException.badRequest(
            "as_of must be an instant such as 2026-05-06T07:08:09Z, not '"
                + Shown.text(text)
                + "'");
      }
    }
  }
}
