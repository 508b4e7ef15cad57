package io.twinstream.offline.models.training;

import io.twinstream.features.files.LocalCopies;
import io.twinstream.features.text.Names;
import io.twinstream.offline.models.ModelException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Statistics of a column of a training set. Sums are exact, and each result is rounded once, so
 * that they do not depend on the order of rows and files.
 */
public final class ColumnStatistics {
  private static final MathContext EXACT_ENOUGH = new MathContext(60);

  private long count;
  private BigDecimal sum = BigDecimal.ZERO;
  private BigDecimal squares = BigDecimal.ZERO;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;

  private ColumnStatistics() {}

  /**
   * Reads the rows before an instant.
   *
   * @param path a file, or a folder of files
   * @param columns names of columns of numbers, or of features as {@code view.feature}
   * @param until rows are read whose time and effective instant are before it
   * @return the statistics by name
   * @throws ModelException if there are no files, or a column is missing or has no numbers
   */
  public static Map<String, ColumnStatistics> read(
      Path path, Collection<String> columns, Instant until) {
    if (!Files.exists(path)) {
      throw new ModelException("no training set at " + path);
    }
    try (LocalCopies copies = new LocalCopies();
        Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      String from =
          "read_parquet(" + TrainingSetReader.files(path, copies) + ", hive_partitioning = true)";
      return read(path, statement, from, new LinkedHashSet<>(columns), until);
    } catch (IOException e) {
      throw new ModelException("cannot read the training set " + e.getMessage(), e);
    } catch (SQLException e) {
      String first = e.getMessage().lines().findFirst().orElse("");
      throw new ModelException("cannot read the training set " + path + ": " + first, e);
    }
  }

  private static Map<String, ColumnStatistics> read(
      Path path, Statement statement, String from, Collection<String> columns, Instant until)
      throws SQLException {
    List<String> there = new ArrayList<>();
    try (ResultSet result = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      while (result.next()) {
        there.add(result.getString(1));
      }
    }
    List<String> times =
        List.of(TrainingSetReader.EVENT_TIME, TrainingSetReader.AS_OF).stream()
            .filter(there::contains)
            .toList();
    if (times.isEmpty()) {
      throw new ModelException(
          "the training set %s has neither a column %s nor %s, so its rows have no time"
              .formatted(path, TrainingSetReader.EVENT_TIME, TrainingSetReader.AS_OF));
    }
    Map<String, ColumnStatistics> found = new LinkedHashMap<>();
    List<String> selected = new ArrayList<>();
    for (String name : columns) {
      String column = there.contains(name) ? name : name.substring(name.lastIndexOf('.') + 1);
      if (!there.contains(column)) {
        throw new ModelException(
            "the training set " + path + ": " + Names.unknown("column", column, there));
      }
      found.put(name, new ColumnStatistics());
      selected.add("CAST(\"" + column.replace("\"", "\"\"") + "\" AS DOUBLE)");
    }
    String before =
        String.join(
            " AND ",
            times.stream().map(time -> time + " < " + "TIMESTAMPTZ '" + until + "'").toList());
    String sql = "SELECT " + String.join(", ", selected) + " FROM " + from + " WHERE " + before;
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        int index = 1;
        for (ColumnStatistics each : found.values()) {
          double value = rows.getDouble(index++);
          if (!rows.wasNull() && Double.isFinite(value)) {
            each.add(value);
          }
        }
      }
    }
    return found;
  }

  private void add(double value) {
    BigDecimal exact = new BigDecimal(value);
    count++;
    sum = sum.add(exact);
    squares = squares.add(exact.multiply(exact));
    least = Math.min(least, value + 0.0);
    greatest = Math.max(greatest, value + 0.0);
  }

  /** Returns the number of values that are not null. */
  public long count() {
    return count;
  }

  public double mean() {
    return sum.divide(BigDecimal.valueOf(count), EXACT_ENOUGH).doubleValue() + 0.0;
  }

  /** Returns the standard deviation of the population. */
  public double deviation() {
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal spread = squares.multiply(n).subtract(sum.multiply(sum));
    return spread.sqrt(EXACT_ENOUGH).divide(n, EXACT_ENOUGH).doubleValue();
  }

  public double least() {
    return least;
  }

  public double greatest() {
    return greatest;
  }
}
