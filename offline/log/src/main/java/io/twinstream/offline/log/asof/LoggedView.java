package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.offline.log.Duck;
import io.twinstream.offline.log.FeatureRows;
import io.twinstream.offline.log.HistoryException;
import io.twinstream.offline.log.Tables;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks up the last row that was written of an entity, by DuckDB's ASOF join: its values as they
 * were then. Windows that have moved on since have not moved on in it.
 */
final class LoggedView implements ViewSource {
  private final CompiledView view;
  private final String key;
  private final Path table;

  /**
   * @param key the column of the entity's id
   * @param fingerprint of what the view's features mean
   * @throws HistoryException if the table is not there, or is of another definition of the view
   */
  LoggedView(CompiledView view, String key, Path table, String fingerprint) {
    this.view = view;
    this.key = key;
    this.table = table;
    requireSameDefinition(fingerprint);
  }

  private void requireSameDefinition(String expected) {
    if (!Tables.isFeatures(table.toString())) {
      throw new HistoryException(
          "no rows of view "
              + view.view().id()
              + " in "
              + table
              + "; name the folder that a backfill or the live job's log as_served wrote to");
    }
    List<String> others = new ArrayList<>();
    try (Duck duck = new Duck()) {
      duck.query(
          "SELECT DISTINCT decode(value) FROM parquet_kv_metadata("
              + Duck.literal(table + "/event_date=*/part-*.parquet")
              + ") WHERE decode(key) = 'twinstream.fingerprint' AND decode(value) <> "
              + Duck.literal(expected),
          row -> others.add(row.getString(1)));
    }
    if (!others.isEmpty()) {
      throw new HistoryException(
          "%s has rows of %s with fingerprint %s, the definitions have %s: read them with the definitions that they were written with"
              .formatted(table, view.view().id(), others.get(0), expected));
    }
  }

  @Override
  public void read(List<Asked> asked, Visibility visibility, AsOfView[] answers) {
    List<Object[]> rows = new ArrayList<>();
    long until = Long.MIN_VALUE;
    for (int i = 0; i < asked.size(); i++) {
      rows.add(new Object[] {i, asked.get(i).entity(), asked.get(i).known()});
      until = Math.max(until, asked.get(i).known());
    }
    try (Duck duck = new Duck()) {
      duck.table("asked", "question INTEGER, id VARCHAR, known BIGINT", rows);
      duck.query(
          sql(visibility, until),
          row -> {
            Asked each = asked.get(row.getInt(1));
            answers[each.row()] = answer(each, row);
          });
    }
  }

  private String sql(Visibility visibility, long until) {
    String id = Duck.quote(key);
    String wanted =
        id
            + " IN (SELECT id FROM asked) AND _known <= TIMESTAMPTZ '"
            + Instant.ofEpochMilli(until)
            + "'";
    StringBuilder sql = new StringBuilder("WITH written AS (SELECT DISTINCT ON (id, known) ");
    sql.append(id).append(" AS id, epoch_ms(_known) AS known, epoch_ms(_as_of) AS as_of, _mass");
    sql.append(", ").append(FeatureRows.columns(view.names(), view.types()));
    sql.append(" FROM ").append(Tables.newestRows(table, wanted));
    sql.append(
        " ORDER BY id, known, as_of DESC, _mass DESC) SELECT a.question, w.* EXCLUDE (id, known)");
    sql.append(" FROM asked a ASOF LEFT JOIN written w ON a.id = w.id AND a.known ");
    return sql.append(visibility == Visibility.INCLUSIVE ? ">=" : ">")
        .append(" w.known")
        .toString();
  }

  private AsOfView answer(Asked asked, ResultSet row) throws SQLException {
    long asOf = row.getLong(2);
    if (row.wasNull()) {
      return answer(asked, Presence.MISSING, Long.MIN_VALUE, asked.asOf(), 0, empty(asked.asOf()));
    }
    long mass = row.getLong(3);
    Presence presence = view.presence(asOf, Math.max(asOf, asked.asOf()));
    FeatureRow features =
        presence == Presence.PRESENT ? FeatureRows.row(row, view.types(), 4) : empty(asked.asOf());
    return answer(asked, presence, asOf, asOf, mass, features);
  }

  private AsOfView answer(
      Asked asked, Presence presence, long newest, long asOf, long mass, FeatureRow features) {
    return new AsOfView(view.view(), asked.entity(), presence, newest, asOf, mass, features);
  }

  private FeatureRow empty(long asOf) {
    return view.evaluate(view.empty(), asOf);
  }
}
