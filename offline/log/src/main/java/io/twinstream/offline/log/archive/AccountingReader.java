package io.twinstream.offline.log.archive;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.archive.Accounting.ViewAccounting;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.table.EventTable;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Counts what records of a source became, from the archive and the dead letters alone. */
public final class AccountingReader {
  private static final String POSITIONS = "_origin, _partition, _offset";
  private static final String NOTHING =
      "(SELECT NULL::VARCHAR AS _origin, NULL::INTEGER AS _partition, NULL::BIGINT AS _offset,"
          + " NULL::VARCHAR AS reason WHERE false)";

  private final Project project;
  private final Path archive;
  private final Path deadLetters;

  private AccountingReader(Project project, Path archive, Path deadLetters) {
    this.project = project;
    this.archive = archive;
    this.deadLetters = deadLetters;
  }

  /**
   * Creates a reader of the tables of a source.
   *
   * @param archive the folder of the source's events, written by {@link EventTable}
   * @param deadLetters the folder of its dead letters, written by {@link DeadLetterTable}; it may
   *     also hold those of other sources
   */
  public static AccountingReader of(Project project, Path archive, Path deadLetters) {
    return new AccountingReader(project, archive, deadLetters);
  }

  /**
   * Counts the records.
   *
   * @param in the number of records of the source's topic or files; if empty, the number of
   *     positions between the first and the last one seen of each partition or file
   */
  public Accounting read(String sourceName, OptionalLong in) {
    Source source = project.source(sourceName);
    String events = DuckDbTables.exists(archive) ? DuckDbTables.distinctRows(archive) : NOTHING;
    String dead =
        DuckDbTables.exists(deadLetters)
            ? "(SELECT * FROM "
                + DuckDbTables.distinctRows(deadLetters)
                + " WHERE source = '"
                + sourceName.replace("'", "''")
                + "')"
            : NOTHING;
    try (Duck duck = new Duck()) {
      long accepted = duck.number("SELECT count(*) FROM " + events);
      Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
      duck.query(
          "SELECT reason, count(*) FROM " + dead + " GROUP BY reason",
          row -> reasons.put(Reason.valueOf(row.getString(1)), row.getLong(2)));
      long both =
          duck.number(
              "SELECT count(*) FROM " + events + " JOIN " + dead + " USING (" + POSITIONS + ")");
      Map<String, ViewAccounting> views = new LinkedHashMap<>();
      for (View view : project.viewsOf(sourceName)) {
        views.put(view.id(), view(duck, source, view, events, accepted));
      }
      long came = in.isPresent() ? in.getAsLong() : span(duck, events, dead);
      return new Accounting(sourceName, came, accepted, reasons, both, views);
    }
  }

  private static long span(Duck duck, String events, String dead) {
    return duck.number(
        "SELECT coalesce(sum(span), 0)::BIGINT FROM ("
            + "SELECT max(_offset) - min(_offset) + 1 AS span FROM ("
            + ("SELECT " + POSITIONS + " FROM " + events)
            + (" UNION ALL SELECT " + POSITIONS + " FROM " + dead)
            + ") GROUP BY _origin, _partition)");
  }

  private ViewAccounting view(Duck duck, Source source, View view, String events, long accepted) {
    if (accepted == 0) {
      return new ViewAccounting(0, 0, 0, 0);
    }
    String key = Duck.quote(project.entity(view.entity()).key());
    Optional<String> id = source.eventId().map(Duck::quote);
    String distinct = source.dedupe() ? "count(DISTINCT _identity)" : "count(*)";
    long[] counts = new long[3];
    duck.query(
        "SELECT count(*), " + distinct + " FROM " + events + " WHERE " + key + " IS NOT NULL",
        row -> {
          counts[0] = row.getLong(1);
          counts[1] = row.getLong(2);
        });
    id.ifPresent(
        column ->
            counts[2] =
                duck.number(
                    "SELECT coalesce(sum(n), 0)::BIGINT FROM (SELECT count(DISTINCT _identity) AS n"
                        + (" FROM " + events + " WHERE " + key + " IS NOT NULL")
                        + (" GROUP BY " + column + " HAVING n > 1)")));
    return new ViewAccounting(counts[1], counts[0] - counts[1], accepted - counts[0], counts[2]);
  }
}
