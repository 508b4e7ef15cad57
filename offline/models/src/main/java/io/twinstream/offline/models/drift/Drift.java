package io.twinstream.offline.models.drift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A comparison of rows with a reference.
 *
 * @param columns that both have, the most drifted first
 * @param identifiers the columns that are not compared, because their text has more categories than
 *     are kept, as identifiers have
 * @param onlyReference the columns that only the reference has
 * @param onlyCurrent the columns that only the compared rows have
 */
public record Drift(
    List<ColumnDrift> columns,
    List<String> identifiers,
    List<String> onlyReference,
    List<String> onlyCurrent) {
  /** The default threshold of the population stability index. */
  public static final String THRESHOLD = "0.2";

  /**
   * Compares rows with a reference.
   *
   * @throws DriftException if a column is of different types, or no column is in both
   */
  public static Drift of(Summary reference, Summary current) {
    List<ColumnDrift> columns = new ArrayList<>();
    List<String> identifiers = new ArrayList<>();
    List<String> onlyReference = new ArrayList<>();
    for (Map.Entry<String, ColumnSummary> each : reference.columns().entrySet()) {
      ColumnSummary other = current.columns().get(each.getKey());
      if (other == null) {
        onlyReference.add(each.getKey());
      } else if (isIdentifier(each.getValue()) || isIdentifier(other)) {
        identifiers.add(each.getKey());
      } else {
        columns.add(ColumnDrift.of(each.getKey(), each.getValue(), other));
      }
    }
    List<String> onlyCurrent =
        current.columns().keySet().stream()
            .filter(name -> !reference.columns().containsKey(name))
            .toList();
    if (columns.isEmpty()) {
      throw new DriftException(
          "no column can be compared: only the reference has %s, only the compared rows have %s, and"
                  .formatted(onlyReference, onlyCurrent)
              + " %s have too many different texts".formatted(identifiers));
    }
    columns.sort(Comparator.comparingDouble(ColumnDrift::psi).reversed());
    return new Drift(columns, identifiers, onlyReference, onlyCurrent);
  }

  private static boolean isIdentifier(ColumnSummary column) {
    return column instanceof CategorySummary text && text.counted().isFolded();
  }

  /** Returns the columns that drifted, the most drifted first. */
  public List<ColumnDrift> drifted(double threshold) {
    return columns.stream().filter(column -> column.isDrift(threshold)).toList();
  }
}
