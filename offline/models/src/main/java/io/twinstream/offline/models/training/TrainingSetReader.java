package io.twinstream.offline.models.training;

import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.features.files.LocalCopies;
import io.twinstream.features.files.Replacements;
import io.twinstream.features.text.Names;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.ModelInputs;
import io.twinstream.offline.models.learning.LabelledRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads Parquet files of rows with features and labels with DuckDB. */
public final class TrainingSetReader {
  private static final int LABEL = 2;

  /** The time of rows at events. */
  static final String EVENT_TIME = "_ts";

  /** The time of rows of a spine. */
  static final String AS_OF = "_as_of";

  private final Path path;
  private final Columns columns;
  private final String from;
  private Map<String, String> types;
  private String time;

  private TrainingSetReader(Path path, Columns columns, LocalCopies copies) throws IOException {
    this.path = path;
    this.columns = columns;
    this.from = "read_parquet(" + files(path, copies) + ", hive_partitioning = true)";
  }

  /** Returns the SQL of the list of files. */
  static String files(Path path, LocalCopies copies) throws IOException {
    List<Path> files = List.of(path);
    IncompleteFolder.refuse(path);
    if (Files.isDirectory(path)) {
      // The folder of a compacted table contains replaced files for some time.
      files =
          Replacements.drop(
              FileTree.data(path).stream().filter(f -> f.toString().endsWith(".parquet")).toList());
    }
    if (files.isEmpty()) {
      throw new ModelException("no Parquet files in " + path + "; name a training set");
    }
    List<String> literals = new ArrayList<>();
    for (Path file : files) {
      literals.add("'" + copies.of(file).toString().replace("'", "''") + "'");
    }
    return literals.toString();
  }

  /**
   * Reads the rows of a span of time.
   *
   * @param path a file, or a folder of files
   * @param since the first instant
   * @param until the first instant after the span
   * @throws ModelException if there are no files, or a column is missing or of the wrong type
   */
  public static TrainingSet read(Path path, Columns columns, Instant since, Instant until) {
    if (!Files.exists(path)) {
      throw new ModelException("no training set at " + path);
    }
    try (LocalCopies copies = new LocalCopies()) {
      return new TrainingSetReader(path, columns, copies).read(since, until);
    } catch (IOException e) {
      throw new ModelException("cannot read the training set " + e.getMessage(), e);
    }
  }

  private TrainingSet read(Instant since, Instant until) {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      types = types(statement);
      time = columns.time().orElse(types.containsKey(EVENT_TIME) ? EVENT_TIME : AS_OF);
      requireColumns();
      Map<String, String> metadata = metadata(statement);
      Rows rows = new Rows(columns.features().size(), columns.group().isPresent());
      try (ResultSet result = statement.executeQuery(sql(since, until))) {
        while (result.next()) {
          add(result, rows);
        }
      }
      return new TrainingSet(rows.build(columns.features()), rows.parts, rows.unlabelled, metadata);
    } catch (SQLException e) {
      String first = e.getMessage().lines().findFirst().orElse("");
      throw new ModelException("cannot read the training set " + path + ": " + first, e);
    }
  }

  private Map<String, String> types(Statement statement) throws SQLException {
    Map<String, String> found = new LinkedHashMap<>();
    try (ResultSet result = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      while (result.next()) {
        found.put(result.getString(1), result.getString(2));
      }
    }
    return found;
  }

  private void requireColumns() {
    List<String> wrong = new ArrayList<>();
    Stream.of(
            columns.features().stream().map(input -> ModelInputs.column(input, types.keySet())),
            Stream.of(columns.label(), time),
            columns.group().stream(),
            columns.part().stream())
        .flatMap(names -> names)
        .filter(name -> !types.containsKey(name))
        .distinct()
        .forEach(name -> wrong.add(Names.unknown("column", name, types.keySet())));
    String type = types.getOrDefault(time, "TIMESTAMP");
    if (!type.startsWith("TIMESTAMP") && !type.equals("DATE")) {
      wrong.add("column '" + time + "' is " + type + ", not a timestamp");
    }
    if (!wrong.isEmpty()) {
      throw new ModelException("the training set " + path + ": " + String.join("; ", wrong));
    }
  }

  private Map<String, String> metadata(Statement statement) throws SQLException {
    String files = from.substring(0, from.indexOf(", hive")).replace("read_parquet(", "");
    Map<String, String> metadata = new LinkedHashMap<>();
    String sql =
        "SELECT DISTINCT decode(key), decode(value) FROM parquet_kv_metadata("
            + files
            + ") WHERE decode(key) LIKE 'twinstream.%' ORDER BY 1, 2";
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        String before = metadata.put(result.getString(1), result.getString(2));
        if (before != null) {
          throw new ModelException(
              "the files in %s do not belong to one training set: %s is %s and %s"
                  .formatted(path, result.getString(1), before, result.getString(2)));
        }
      }
    }
    return metadata;
  }

  private String sql(Instant since, Instant until) {
    String instant = "CAST(" + quote(time) + " AS TIMESTAMPTZ)";
    String features =
        columns.features().stream()
            .map(input -> ModelInputs.sql(input, types.keySet()))
            .collect(Collectors.joining(", "));
    return "SELECT epoch_ms("
        + instant
        + "), CAST("
        + quote(columns.label())
        + " AS DOUBLE), "
        + columns.group().map(name -> "CAST(" + quote(name) + " AS VARCHAR)").orElse("''")
        + ", "
        + columns.part().map(name -> "CAST(" + quote(name) + " AS VARCHAR)").orElse("''")
        + ", "
        + features
        + " FROM "
        + from
        + (" WHERE epoch_ms(" + instant + ") >= " + since.toEpochMilli())
        + (" AND epoch_ms(" + instant + ") < " + until.toEpochMilli())
        + " ORDER BY ALL";
  }

  private void add(ResultSet result, Rows rows) throws SQLException {
    double label = result.getDouble(LABEL);
    if (result.wasNull()) {
      rows.unlabelled++;
      return;
    }
    if (label != 0 && label != 1) {
      throw new ModelException(
          "column '" + columns.label() + "' holds " + label + "; a label is 0 or 1");
    }
    float[] values = rows.next();
    for (int i = 0; i < values.length; i++) {
      double value = result.getDouble(5 + i);
      values[i] = result.wasNull() ? Float.NaN : ModelInputs.float32(value);
    }
    rows.add(values, result.getLong(1), label == 1, result.getString(3));
    if (columns.part().isPresent()) {
      rows.parts.add(result.getString(4));
    }
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Collects rows; arrays grow by half. */
  private static final class Rows {
    private final List<String> parts = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final boolean grouped;
    private final float[] row;
    private float[] values = new float[1 << 16];
    private boolean[] positive = new boolean[1 << 10];
    private long[] times = new long[1 << 10];
    private int[] groups = new int[1 << 10];
    private int count;
    private long unlabelled;

    Rows(int width, boolean grouped) {
      this.row = new float[width];
      this.grouped = grouped;
    }

    float[] next() {
      return row;
    }

    void add(float[] value, long time, boolean label, String group) {
      if (count == times.length) {
        int more = count + count / 2;
        positive = Arrays.copyOf(positive, more);
        times = Arrays.copyOf(times, more);
        groups = Arrays.copyOf(groups, more);
      }
      int at = count * row.length;
      if (at + row.length > values.length) {
        values = Arrays.copyOf(values, Math.addExact(at + row.length, at / 2));
      }
      System.arraycopy(value, 0, values, at, row.length);
      times[count] = time;
      positive[count] = label;
      String key = group == null ? "" : group;
      groups[count] = numbers.computeIfAbsent(key, name -> numbers.size());
      count++;
    }

    LabelledRows build(List<String> features) {
      return new LabelledRows(
          features,
          Arrays.copyOf(values, count * row.length),
          Arrays.copyOf(positive, count),
          Arrays.copyOf(times, count),
          grouped ? Arrays.copyOf(groups, count) : new int[0]);
    }
  }
}
