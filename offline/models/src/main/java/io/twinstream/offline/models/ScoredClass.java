package io.twinstream.offline.models;

import io.twinstream.features.text.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Selects the class whose probability is the score, with the same rule for all forms of outputs: of
 * the classes 0 and 1, or -1 and 1, it is 1; in all other cases, the metadata of the model must
 * name it.
 */
final class ScoredClass {
  private static final String POSITIVE = "1";
  private static final List<Set<String>> SELF_EVIDENT =
      List.of(Set.of("0", POSITIVE), Set.of("-1", POSITIVE));

  private ScoredClass() {}

  /**
   * Selects the class.
   *
   * @param classes as the model names them
   * @param declared the class in the metadata
   * @throws ModelException if it is none of them, or must be declared
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
            + ": declare the one whose probability is the score, with twinstream model stamp"
            + " --positive-class CLASS");
  }
}
