package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.archive.FeatureRows;
import io.twinstream.offline.log.file.Duck;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Looks up rows in Parquet files with DuckDB's ASOF join. */
final class WrittenFiles implements WrittenRows {
  private final CompiledView view;
  private final String key;
  private final Path table;

  /**
   * @param key the column of the id of the entity
   */
  WrittenFiles(CompiledView view, String key, Path table) {
    this.view = view;
    this.key = key;
    this.table = table;
  }

  @Override
  public void find(List<Wanted> wanted, Visibility visibility, Consumer<Found> found) {
    List<Object[]> rows = new ArrayList<>();
    long until = Long.MIN_VALUE;
    for (int i = 0; i < wanted.size(); i++) {
      rows.add(new Object[] {i, wanted.get(i).entity(), wanted.get(i).known()});
      until = Math.max(until, wanted.get(i).known());
    }
    try (Duck duck = new Duck()) {
      duck.table("asked", "question INTEGER, id VARCHAR, known BIGINT", rows);
      duck.query(
          sql(visibility, until),
          row ->
              found.accept(
                  new Found(
                      row.getInt(1),
                      row.getLong(2),
                      row.getLong(3),
                      FeatureRows.row(row, view.types(), 4))));
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
    sql.append(id).append(" AS id, epoch_ms(_known) AS known, epoch_ms(_as_of) AS as_of, _count");
    sql.append(", ").append(FeatureRows.columns(view.names(), view.types()));
    sql.append(" FROM ").append(DuckDbTables.newestRows(table, wanted));
    sql.append(" ORDER BY id, known, as_of DESC, _count DESC");
    sql.append(", _origin DESC, _partition DESC, _offset DESC)");
    sql.append(" SELECT a.question, w.* EXCLUDE (id, known)");
    sql.append(" FROM asked a ASOF JOIN written w ON a.id = w.id AND a.known ");
    return sql.append(visibility == Visibility.INCLUSIVE ? ">=" : ">")
        .append(" w.known")
        .toString();
  }
}
