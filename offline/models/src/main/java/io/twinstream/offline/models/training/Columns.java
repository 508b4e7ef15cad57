package io.twinstream.offline.models.training;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The meaning of the columns of a training set.
 *
 * @param features in the order of the model's input
 * @param label 0 or 1, or true or false; rows with null are left out
 * @param time a timestamp; empty for {@code _ts} or, without one, {@code _as_of}
 * @param group the entity of a row, such as its card
 * @param part the split that a row belongs to
 */
public record Columns(
    List<String> features,
    String label,
    Optional<String> time,
    Optional<String> group,
    Optional<String> part) {
  public Columns {
    features = List.copyOf(features);
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(part, "part");
  }
}
