package io.twinstream.verify.backfill;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of the check of one view.
 *
 * @param events the number of distinct events in the range of the rows
 * @param rows the number of distinct rows
 * @param repeated the number of rows that were written more than once
 * @param entities the number of entities that were computed again
 * @param values the number of compared values of their rows
 * @param differing the number of values that differ or are missing
 * @param online the number of states in the online store that are equal, byte for byte
 * @param ahead the number of states with more events than the history has
 * @param expired the number of states that are gone from the online store because they have expired
 * @param wrong the number of states that differ or are missing
 * @param examples of differences
 */
public record ViewCheck(
    String view,
    long events,
    long rows,
    long repeated,
    int entities,
    long values,
    long differing,
    long online,
    long ahead,
    long expired,
    long wrong,
    boolean hasRows,
    boolean hasStore,
    List<String> examples) {
  public ViewCheck {
    examples = List.copyOf(examples);
  }

  /** Whether nothing differs. */
  public boolean holds() {
    return differing == 0 && wrong == 0 && (!hasRows || (rows == events && repeated == 0));
  }

  /** The result as a line of text. */
  public String line() {
    StringBuilder line = new StringBuilder();
    line.append("%s %s: %,d events".formatted(holds() ? "ok  " : "FAIL", view, events));
    if (hasRows) {
      line.append(", %,d rows (%,d repeated)".formatted(rows, repeated));
      line.append("; %,d of %,d values differ".formatted(differing, values));
    }
    if (hasStore) {
      line.append(
          "; of %,d states in the online store %,d are equal, %,d ahead, %,d expired, %,d wrong"
              .formatted(entities, online, ahead, expired, wrong));
    }
    examples.forEach(example -> line.append("%n       ".formatted()).append(example));
    return line.toString();
  }

  /** The result as maps, strings and numbers. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("view", view);
    map.put("holds", holds());
    map.put("events", events);
    map.put("entities_sampled", entities);
    if (hasRows) {
      map.put("rows", rows);
      map.put("rows_repeated", repeated);
      map.put("values_compared", values);
      map.put("values_differing", differing);
    }
    if (hasStore) {
      map.put("states_equal", online);
      map.put("states_ahead", ahead);
      map.put("states_expired", expired);
      map.put("states_wrong", wrong);
    }
    map.put("examples", examples);
    return map;
  }
}
