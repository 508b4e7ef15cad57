package io.twinstream.offline.models;

import io.twinstream.features.text.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of a model's classes its score is the probability of. One rule for all shapes of outputs:
 * of the classes 0 and 1, or -1 and 1, it is 1; of all others the model's metadata says it.
 */
final class ScoredClass {
  private static final String POSITIVE = "1";
  private static final List<Set<String>> SELF_EVIDENT =
      List.of(Set.of("0", POSITIVE), Set.of("-1", POSITIVE));

  private ScoredClass() {}

  /**
   * Chooses it.
   *
   * @param classes as the model names them
   * @param declared by the metadata
   * @throws ModelException if it is none of them, or has to be declared
   */
  static String of(List<String> classes, Optional<String> declared) {
    if (declared.isPresent()) {
      if (!classes.contains(declared.get())) {
        throw new ModelException(
            ModelCard.POSITIVE_CLASS + ": " + Names.unknown("class", declared.get(), classes));
      }
      return declared.get();
    }
    if (SELF_EVIDENT.contains(new HashSet<>(classes))) {
      return POSITIVE;
    }
    throw new ModelException(
        "the model's classes are "
            + String.join(", ", classes)
            + ": declare which one's probability is the score, with twinstream model stamp"
            + " --positive-class CLASS");
  }
}
