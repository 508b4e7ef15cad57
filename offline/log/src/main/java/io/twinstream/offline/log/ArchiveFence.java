package io.twinstream.offline.log;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Up to where an archive has every record of a topic: of each partition the first offset that is
 * neither in the archive nor in the dead letters, counted from the first one that is. What it has
 * beyond that is to be ignored.
 *
 * @param next by partition, the first offset that is missing
 * @param known by partition, the greatest known time below it, milliseconds since 1970
 * @param repeated whether an event is in the archive more than once
 */
public record ArchiveFence(Map<Integer, Long> next, Map<Integer, Long> known, boolean repeated) {
  public ArchiveFence {
    next = Collections.unmodifiableMap(new TreeMap<>(next));
    known = Collections.unmodifiableMap(new TreeMap<>(known));
  }

  /**
   * Reads the positions of an archive of a source.
   *
   * @param deadLetters the dead letters of the same job
   * @throws HistoryException if there is no archive
   */
  public static ArchiveFence of(Path archive, Path deadLetters, String topic) {
    if (!Tables.exists(archive)) {
      throw new HistoryException("no archive of events in " + archive + "; check the folder");
    }
    String events = positions(archive, topic);
    String all =
        Tables.exists(deadLetters) ? events + " UNION " + positions(deadLetters, topic) : events;
    // Offsets without a gap differ from their rank by the same number as the first one does.
    String complete =
        "WITH p AS ("
            + all
            + "), ranked AS (SELECT *, _offset - row_number() OVER w AS gap,"
            + " first_value(_offset) OVER w - 1 AS none FROM p"
            + " WINDOW w AS (PARTITION BY _partition ORDER BY _offset))"
            + " SELECT _partition, max(_offset) + 1, epoch_ms(max(_known)) FROM ranked"
            + " WHERE gap = none GROUP BY _partition";
    Map<Integer, Long> next = new TreeMap<>();
    Map<Integer, Long> known = new TreeMap<>();
    try (Duck duck = new Duck()) {
      duck.query(
          complete,
          row -> {
            next.put(row.getInt(1), row.getLong(2));
            known.put(row.getInt(1), row.getLong(3));
          });
      long rows = duck.number("SELECT count(*) FROM " + Tables.rows(archive));
      long distinct = duck.number("SELECT count(*) FROM (" + positions(archive, topic) + ")");
      return new ArchiveFence(next, known, rows != distinct);
    }
  }

  /** The least known time of an archive's events of a topic; empty if it has none. */
  public static OptionalLong earliest(Path archive, String topic) {
    List<Long> found = new ArrayList<>();
    try (Duck duck = new Duck()) {
      duck.query(
          "SELECT epoch_ms(min(_known)) FROM ("
              + positions(archive, topic)
              + ") HAVING count(*) > 0",
          row -> found.add(row.getLong(1)));
    }
    return found.stream().mapToLong(Long::longValue).findFirst();
  }

  private static String positions(Path table, String topic) {
    return "SELECT _partition, _offset, max(_known) AS _known FROM "
        + Tables.rows(table)
        + " WHERE _origin = '"
        + topic.replace("'", "''")
        + "' GROUP BY _partition, _offset";
  }
}
