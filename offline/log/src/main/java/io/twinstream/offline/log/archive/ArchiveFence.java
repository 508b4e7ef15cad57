package io.twinstream.offline.log.archive;

import io.twinstream.features.event.TopicId;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offsets between which an archive accounts for every record of a topic. In each partition they
 * go from the first offset that is in the archive, in the dead letters or known to hold nothing, to
 * the first later one that is missing. Readers ignore the archive beyond that.
 *
 * @param first by partition, the first offset that the archive has
 * @param next by partition, the first offset after it that is missing
 * @param known by partition, the greatest known time below {@code next}, in milliseconds since 1970
 * @param repeated where the archive has an offset more than once
 * @param files the files of the archive that the fence was derived from
 */
public record ArchiveFence(
    Map<Integer, Long> first,
    Map<Integer, Long> next,
    Map<Integer, Long> known,
    RepeatedOffsets repeated,
    List<Path> files) {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveFence.class);

  public ArchiveFence {
    first = Collections.unmodifiableMap(new TreeMap<>(first));
    next = Collections.unmodifiableMap(new TreeMap<>(next));
    known = Collections.unmodifiableMap(new TreeMap<>(known));
    files = List.copyOf(files);
  }

  /**
   * Reads the positions in the archive of a source.
   *
   * @param deadLetters the dead letters of the same job. Only those of the source count: a record
   *     that is a dead letter to another source of the topic may be an event to this one
   * @param skipped the offsets of the source's topic that hold nothing
   * @throws HistoryException if there is no archive, or it is of an earlier topic of that name
   */
  public static ArchiveFence of(
      Path archive, Path deadLetters, Path skipped, TopicId topic, String source) {
    if (!DuckDbTables.exists(archive)) {
      throw new HistoryException("no archive of events in " + archive + "; check the folder");
    }
    List<Path> files = DuckDbTables.allFiles(archive);
    String all = ranges(DuckDbTables.rows(files), "_offset", where(topic));
    if (DuckDbTables.exists(deadLetters)) {
      String own = where(topic) + " AND source = " + Duck.literal(source);
      all += " UNION " + ranges(DuckDbTables.rows(deadLetters), "_offset", own);
    }
    if (DuckDbTables.exists(skipped)) {
      all += " UNION " + ranges(DuckDbTables.rows(skipped), "_first", where(topic));
    }
    // Selects the ranges of each partition up to the first gap.
    String complete =
        "WITH p AS ("
            + all
            + "), reached AS (SELECT *, max(_offset) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING"
            + " AND 1 PRECEDING) AS before FROM p"
            + " WINDOW w AS (PARTITION BY _partition ORDER BY first, _offset)),"
            + " cut AS (SELECT *, count(*) FILTER (first > before + 1) OVER"
            + " (PARTITION BY _partition ORDER BY first, _offset) AS gaps FROM reached)"
            + " SELECT _partition, max(_offset) + 1, epoch_ms(max(_known)), min(first) FROM cut"
            + " WHERE gaps = 0 GROUP BY _partition";
    Map<Integer, Long> first = new TreeMap<>();
    Map<Integer, Long> next = new TreeMap<>();
    Map<Integer, Long> known = new TreeMap<>();
    try (Duck duck = new Duck()) {
      requireTopic(duck, archive, files, topic);
      duck.query(
          complete,
          row -> {
            next.put(row.getInt(1), row.getLong(2));
            long greatest = row.getLong(3);
            known.put(row.getInt(1), row.wasNull() ? Long.MIN_VALUE : greatest);
            first.put(row.getInt(1), row.getLong(4));
          });
      return new ArchiveFence(first, next, known, repeated(duck, files, topic), files);
    }
  }

  private static RepeatedOffsets repeated(Duck duck, List<Path> files, TopicId topic) {
    String offsets =
        "SELECT _partition, _offset FROM "
            + DuckDbTables.rows(files)
            + where(topic)
            + " GROUP BY ALL HAVING count(*) > 1";
    RepeatedOffsets repeated = new RepeatedOffsets(new TreeMap<>());
    duck.query(
        "SELECT DISTINCT _partition, _offset // %d AS block FROM (%s) ORDER BY ALL"
            .formatted(RepeatedOffsets.BLOCK, offsets),
        row -> repeated.add(row.getInt(1), row.getLong(2)));
    return repeated;
  }

  /**
   * Returns the least known time of the events of a topic in an archive, by partition; partitions
   * without events are missing.
   */
  public static Map<Integer, Long> earliest(Path archive, TopicId topic) {
    Map<Integer, Long> found = new TreeMap<>();
    try (Duck duck = new Duck()) {
      duck.query(
          "SELECT _partition, epoch_ms(min(_known)) FROM "
              + DuckDbTables.rows(archive)
              + where(topic)
              + " GROUP BY _partition",
          row -> found.put(row.getInt(1), row.getLong(2)));
    }
    return found;
  }

  /**
   * Requires the archive to be of this topic: positions of a deleted topic mean nothing for a topic
   * created later under the same name.
   */
  private static void requireTopic(Duck duck, Path archive, List<Path> files, TopicId topic) {
    List<String> others = new ArrayList<>();
    duck.query(
        "SELECT DISTINCT _origin FROM " + DuckDbTables.rows(files) + " ORDER BY _origin",
        row -> others.add(row.getString(1)));
    boolean any = others.remove(topic.toString());
    others.removeIf(origin -> !TopicId.parse(origin).name().equals(topic.name()));
    if (!others.isEmpty() && !any) {
      throw new HistoryException(
          ("the archive %s is of %s, and Kafka's topic '%s' has the id %s: it was deleted and"
                  + " created again; start without the archive, or run a backfill over it")
              .formatted(archive, String.join(" and ", others), topic.name(), topic.id()));
    }
    if (!others.isEmpty()) {
      LOG.warn("{}: events of {}, which was deleted, are left out", archive, others);
    }
  }

  private static String where(TopicId topic) {
    return " WHERE _origin = " + Duck.literal(topic.toString());
  }

  private static String ranges(String rows, String first, String where) {
    return "SELECT _partition, "
        + first
        + " AS first, _offset, max(_known) AS _known FROM "
        + rows
        + where
        + " GROUP BY ALL";
  }
}
