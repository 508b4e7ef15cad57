package io.twinstream.offline.models.training;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the columns of a training set are.
 *
 * @param features in the order in which the model takes them
 * @param label 0 or 1, or true or false; rows in which it is null are left out
 * @param time a timestamp; empty for {@code _ts} or, without one, {@code _as_of}
 * @param group whom a row is about, such as the card
 * @param part which part of the split a row belongs to
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
