package io.twinstream.offline.models.training;

import io.twinstream.features.text.Names;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.learning.BoostedTrees;
import io.twinstream.offline.models.learning.Learner;
import io.twinstream.offline.models.learning.LogisticRegression;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A kind of model with its parameters and their defaults. */
public enum ModelKind {
  /** Logistic regression; {@code l2} is the weight of its penalty. */
  LOGISTIC(Map.of("l2", 1.0), Set.of()),
  /** Gradient-boosted trees; the parameters except {@code rounds} are XGBoost's. */
  BOOSTED_TREES(
      Map.of(
          "rounds", 100.0,
          "eta", 0.1,
          "max_depth", 4.0,
          "min_child_weight", 1.0,
          "lambda", 1.0,
          "subsample", 0.8,
          "colsample_bytree", 0.8,
          "max_bin", 4096.0),
      Set.of("alpha", "gamma", "max_delta_step", "max_leaves", "colsample_bynode", "base_score"));

  private final Map<String, Double> defaults;
  private final Set<String> others;

  ModelKind(Map<String, Double> defaults, Set<String> others) {
    this.defaults = defaults;
    this.others = others;
  }

  /** Returns the name in options and reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns all parameters.
   *
   * @param chosen those that differ from the defaults
   * @throws ModelException if one is unknown
   */
  public Map<String, Double> parameters(Map<String, Double> chosen) {
    Map<String, Double> all = new LinkedHashMap<>();
    defaults.keySet().stream().sorted().forEach(name -> all.put(name, defaults.get(name)));
    chosen.forEach(
        (name, value) -> {
          if (!defaults.containsKey(name) && !others.contains(name)) {
            Set<String> known = new java.util.TreeSet<>(defaults.keySet());
            known.addAll(others);
            throw new ModelException(Names.unknown("parameter of " + id(), name, known));
          }
          all.put(name, value);
        });
    return all;
  }

  /**
   * Creates a learner.
   *
   * @param parameters all of them
   */
  public Learner learner(Map<String, Double> parameters) {
    if (this == LOGISTIC) {
      return new LogisticRegression(parameters.get("l2"));
    }
    Map<String, Double> own = new LinkedHashMap<>(parameters);
    return new BoostedTrees(own.remove("rounds").intValue(), own);
  }
}
