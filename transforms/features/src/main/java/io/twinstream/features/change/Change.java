package io.twinstream.features.change;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One difference between two versions of a project.
 *
 * @param kind whether the definition was added, changed or removed
 * @param what the kind of definition: {@code source}, {@code entity}, {@code view}, {@code
 *     feature}, {@code service}
 * @param name its name, with the version if it has one
 * @param details what differs
 * @param incompatible why data of the old definition does not fit the new one, and what to do;
 *     empty if it fits
 */
public record Change(
    Kind kind, String what, String name, List<String> details, Optional<String> incompatible) {

  /** The kind of a change. */
  public enum Kind {
    ADDED,
    CHANGED,
    REMOVED
  }

  public Change {
    Objects.requireNonNull(kind, "kind");
    details = List.copyOf(details);
  }

  /** Returns one line for a reader. */
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
