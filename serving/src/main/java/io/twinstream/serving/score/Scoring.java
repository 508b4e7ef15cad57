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
 * @param split chooses the model of an entity; empty if only rules score
 * @param splitBy the entity whose id decides; empty if there is only one model
 * @param shadows models that score the same rows, and whose scores are only logged
 * @param threshold the least score with a positive decision; empty for the model's own
 * @param positive the name of the decision at or above the threshold
 * @param negative the name of the decision below it
 * @param deadline of a score
 * @param fallback rules for when no model answers in time; the first match scores
 */
record Scoring(
    String service,
    Optional<ModelShares> split,
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
        Optional.of(new ModelShares(service, Map.of(model, 100))),
        "",
        List.of(),
        OptionalDouble.empty(),
        POSITIVE,
        NEGATIVE,
        deadline,
        List.of());
  }

  /** All models that may score an entity. */
  List<String> models() {
    return split.map(ModelShares::models).orElse(List.of());
  }

  /** The model of these entities; empty if only rules score. */
  Optional<String> model(Map<String, String> entities) {
    return split.map(by -> by.pick(entities.getOrDefault(splitBy, "")));
  }

  /** The first rule that matches; empty if none does. */
  Optional<Rule> rule(FeatureRow features, FeatureRow request) {
    return fallback.stream().filter(rule -> rule.holds(features, request)).findFirst();
  }

  /** The decision of a score; null without a threshold. */
  String decision(double score, OptionalDouble ofModel) {
    OptionalDouble from = threshold.isPresent() ? threshold : ofModel;
    return from.isEmpty() ? null : score >= from.getAsDouble() ? positive : negative;
  }
}
