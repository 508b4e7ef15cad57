package io.twinstream.features.change;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One difference between two states of a project.
 *
 * @param kind what became of it
 * @param what it is: {@code source}, {@code entity}, {@code view}, {@code feature}, {@code service}
 * @param name its name, with the version if it has one
 * @param details what is different about it
 * @param incompatible why what was made with the one does not fit the other, and what to do; empty
 *     if it does
 */
public record Change(
    Kind kind, String what, String name, List<String> details, Optional<String> incompatible) {

  /** What becomes of a thing. */
  public enum Kind {
    ADDED,
    CHANGED,
    REMOVED
  }

  public Change {
    Objects.requireNonNull(kind, "kind");
    details = List.copyOf(details);
  }

  /** One line for people. */
  @Override
  public String toString() {
    String sign =
        switch (kind) {
          case ADDED -> "+";
          case CHANGED -> "~";
          case REMOVED -> "-";
        };
    return sign
        + " "
        + what
        + " "
        + name
        + (details.isEmpty() ? "" : ": " + String.join("; ", details))
        + incompatible.map(why -> "\n    INCOMPATIBLE: " + why).orElse("");
  }
}
