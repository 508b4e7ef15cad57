package io.twinstream.cli.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found of one view.
 *
 * @param events how many distinct events history has of it, in the range of the rows
 * @param rows how many rows were written, each event once
 * @param repeated how many were written more than once
 * @param entities how many entities were computed again
 * @param values how many values of their rows were compared
 * @param differing how many of these are other ones, or are missing
 * @param online how many of the entities' states online are the same, byte for byte
 * @param ahead how many have seen more events than history has
 * @param expired how many are gone from the online store, as they should be by now
 * @param wrong how many states online are other ones, or are missing
 * @param examples of what is wrong
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

  /** Whether nothing is wrong. */
  public boolean holds() {
    return differing == 0 && wrong == 0 && (!hasRows || (rows == events && repeated == 0));
  }

  /** For people to read. */
  public String line() {
    StringBuilder line = new StringBuilder();
    line.append("%s %s: %,d events".formatted(holds() ? "ok  " : "FAIL", view, events));
    if (hasRows) {
      line.append(", %,d rows (%,d repeated)".formatted(rows, repeated));
      line.append("; %,d of %,d values differ".formatted(differing, values));
    }
    if (hasStore) {
      line.append(
          "; of %,d states online %,d are equal, %,d ahead, %,d expired, %,d wrong"
              .formatted(entities, online, ahead, expired, wrong));
    }
    examples.forEach(example -> line.append("%n       ".formatted()).append(example));
    return line.toString();
  }

  /** The same as maps, texts and numbers. */
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
