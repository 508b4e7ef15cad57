package io.twinstream.verify.scores;

import io.twinstream.features.event.Position;
import io.twinstream.offline.models.ModelInputs;
import io.twinstream.offline.models.OnnxModel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Computes the scores of rows of {@code backfill --rows self --service}. */
final class OfflineScores {
  private OfflineScores() {}

  /**
   * Scores the rows of events with known times in a range.
   *
   * @param rows the folder of the rows' Parquet files
   * @param to the end, exclusive
   * @return the scores, by the position of the event in the history
   */
  static Map<Position, Double> of(Path rows, OnnxModel model, Instant from, Instant to) {
    List<String> features = model.card().features();
    String files = (rows + "/**/*.parquet").replace("'", "''");
    String sql =
        "SELECT _origin, _partition, _offset, "
            + features.stream()
                .map(input -> ModelInputs.sql(input, Set.of()))
                .collect(Collectors.joining(", "))
            + " FROM read_parquet('"
            + files
            + "') WHERE epoch_ms(CAST(_known AS TIMESTAMPTZ)) >= "
            + from.toEpochMilli()
            + " AND epoch_ms(CAST(_known AS TIMESTAMPTZ)) < "
            + to.toEpochMilli();
    Map<Position, Double> scores = new HashMap<>();
    float[] row = new float[features.size()];
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          for (int i = 0; i < row.length; i++) {
            double value = result.getDouble(4 + i);
            row[i] = result.wasNull() ? Float.NaN : ModelInputs.float32(value);
          }
          Position position =
              new Position(result.getString(1), result.getInt(2), result.getLong(3));
          scores.put(position, model.score(row)[0]);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the rows of history in " + rows, e);
    }
    return scores;
  }
}
