package io.twinstream.serving.score;

import io.twinstream.features.row.FeatureRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the rows of one service are scored.
 *
 * @param service {@code name@version}
 * @param split which model takes an entity; empty where rules alone score
 * @param splitBy the entity whose id decides; empty where there is nothing to decide
 * @param shadows models that score the same rows and are only logged
 * @param threshold from which score on the decision is positive; empty for the model's own
 * @param positive what a decision at or above the threshold is called
 * @param negative what one below it is called
 * @param deadline how long a score may take
 * @param fallback rules for when no model answers in time; the first that holds is told
 */
record Scoring(
    String service,
    Optional<Split> split,
    String splitBy,
    List<String> shadows,
    OptionalDouble threshold,
    String positive,
    String negative,
    Duration deadline,
    List<Rule> fallback) {
  static final String POSITIVE = "positive";
  static final String NEGATIVE = "negative";

  Scoring {
    shadows = List.copyOf(shadows);
    fallback = List.copyOf(fallback);
  }

  /** One model for all entities of a service, without rules. */
  static Scoring by(String service, String model, Duration deadline) {
    return new Scoring(
        service,
        Optional.of(new Split(service, Map.of(model, 100))),
        "",
        List.of(),
        OptionalDouble.empty(),
        POSITIVE,
        NEGATIVE,
        deadline,
        List.of());
  }

  /** All models that may take an entity. */
  List<String> models() {
    return split.map(Split::models).orElse(List.of());
  }

  /** The model that takes these entities; empty where rules alone score. */
  Optional<String> model(Map<String, String> entities) {
    return split.map(by -> by.pick(entities.getOrDefault(splitBy, "")));
  }

  /** The first rule that holds; empty if none does. */
  Optional<Rule> rule(FeatureRow features, FeatureRow request) {
    return fallback.stream().filter(rule -> rule.holds(features, request)).findFirst();
  }

  /** What a score means; null where there is no threshold. */
  String decision(double score, OptionalDouble ofModel) {
    OptionalDouble from = threshold.isPresent() ? threshold : ofModel;
    return from.isEmpty() ? null : score >= from.getAsDouble() ? positive : negative;
  }
}
