package io.twinstream.cli.drift;

import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.features.files.Replacements;
import io.twinstream.features.text.Names;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.models.ModelInputs;
import io.twinstream.offline.models.drift.DriftException;
import io.twinstream.offline.models.drift.HourlySummaries;
import io.twinstream.offline.models.drift.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Summarizes rows in Parquet files by hour: an answer log, rows of features, a training set, or
 * other files with a time.
 *
 * @param columns the columns to summarize; empty for all
 * @param time the column with the time of a row; empty for {@code at} of an answer log, else {@code
 *     _ts}, else {@code _as_of}
 * @param service whose answers are read; empty for all
 * @param since the first instant
 * @param until the first instant after the range
 */
record ServedRows(
    Set<String> columns,
    Optional<String> time,
    Optional<String> service,
    Instant since,
    Instant until) {
  private static final String EVENT_TIME = "_ts";
  private static final String AS_OF = "_as_of";
  private static final String ANSWER_TIME = "at";

  /**
   * Reads the files.
   *
   * @param path a file, or a folder of files
   * @throws DriftException if a column is missing
   */
  HourlySummaries summarize(Path path) {
    boolean answers = DuckDbTables.isAnswers(path.toString());
    HourCounters counters = new HourCounters();
    try (Duck duck = new Duck()) {
      String rows = rows(path, answers);
      if (answers) {
        answers(duck, rows, counters);
      } else {
        values(duck, path, rows, counters);
      }
    }
    return counters.summaries();
  }

  private static String rows(Path path, boolean answers) {
    if (answers) {
      return DuckDbTables.distinctRows(path);
    }
    if (DuckDbTables.isFeatures(path.toString())) {
      return DuckDbTables.newestRows(path);
    }
    try {
      List<Path> files = List.of(path);
      if (Files.isDirectory(path)) {
        IncompleteFolder.refuse(path);
        files =
            Replacements.drop(
                FileTree.data(path).stream()
                    .filter(file -> file.toString().endsWith(".parquet"))
                    .toList());
      }
      if (files.isEmpty()) {
        throw new DriftException("no Parquet files in " + path + "; name a folder that has some");
      }
      List<String> literals = files.stream().map(Duck::file).toList();
      return "read_parquet(" + literals + ", union_by_name = true, hive_partitioning = true)";
    } catch (IOException e) {
      throw new DriftException("cannot list " + path + ": " + e.getMessage());
    }
  }

  private String where(String time) {
    String millis = millis(time);
    return " WHERE %s >= %d AND %s < %d"
        .formatted(millis, since.toEpochMilli(), millis, until.toEpochMilli());
  }

  private static String millis(String time) {
    return "epoch_ms(CAST(" + Duck.quote(time) + " AS TIMESTAMPTZ))";
  }

  private void answers(Duck duck, String rows, HourCounters counters) {
    JsonValues features = new JsonValues(counters, columns);
    String sql =
        "SELECT "
            + millis(ANSWER_TIME)
            + ", features, model, score, shadow FROM "
            + rows
            + where(ANSWER_TIME)
            + service.map(name -> " AND service = " + Duck.literal(name)).orElse("");
    duck.query(
        sql,
        row -> {
          counters.at(row.getLong(1));
          boolean shadow = row.getBoolean(5);
          if (!shadow && row.getString(2) != null) {
            features.count(row.getString(2));
          }
          String score = row.getString(3) == null ? null : Reference.score(row.getString(3));
          if (score != null && (columns.isEmpty() || columns.contains(score))) {
            double value = row.getDouble(4);
            counters.number(score, row.wasNull() ? Double.NaN : value);
          }
        });
  }

  private void values(Duck duck, Path path, String rows, HourCounters counters) {
    Map<String, String> types = new LinkedHashMap<>();
    duck.query(
        "DESCRIBE SELECT * FROM " + rows, row -> types.put(row.getString(1), row.getString(2)));
    String at = time(path, types);
    Map<String, Boolean> numbers = chosen(path, types, at);
    List<String> names = List.copyOf(numbers.keySet());
    StringBuilder sql = new StringBuilder("SELECT ").append(millis(at));
    names.forEach(
        name ->
            sql.append(", ")
                .append(
                    numbers.get(name) ? ModelInputs.sql(name, types.keySet()) : Duck.quote(name)));
    sql.append(" FROM ").append(rows).append(where(at));
    duck.query(
        sql.toString(),
        row -> {
          counters.at(row.getLong(1));
          for (int i = 0; i < names.size(); i++) {
            if (numbers.get(names.get(i))) {
              double value = row.getDouble(i + 2);
              counters.number(names.get(i), row.wasNull() ? Double.NaN : value);
            } else {
              counters.text(names.get(i), row.getString(i + 2));
            }
          }
        });
  }

  private String time(Path path, Map<String, String> types) {
    String at = time.orElse(types.containsKey(EVENT_TIME) ? EVENT_TIME : AS_OF);
    if (!types.containsKey(at)) {
      throw new DriftException(
          path
              + " has no column '"
              + at
              + "'; name the time of a row with --time, one of "
              + types.keySet());
    }
    if (!types.get(at).startsWith("TIMESTAMP") && !types.get(at).equals("DATE")) {
      throw new DriftException(
          "column '%s' of %s is %s, not a time; name another with --time"
              .formatted(at, path, types.get(at)));
    }
    return at;
  }

  /** Returns the columns to read, and whether they are numbers. */
  private Map<String, Boolean> chosen(Path path, Map<String, String> types, String at) {
    Set<String> wanted = new LinkedHashSet<>(columns);
    if (columns.isEmpty()) {
      types.keySet().stream()
          .filter(name -> !name.startsWith("_") && !name.equals(at) && !name.equals("event_date"))
          .forEach(wanted::add);
    }
    Map<String, Boolean> chosen = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    for (String name : wanted) {
      String column = ModelInputs.column(name, types.keySet());
      String type = types.get(column);
      if (type == null) {
        // The scores of a model are in no table of features.
        if (!name.startsWith(Reference.score(""))) {
          unknown.add(Names.unknown("column", name, types.keySet()));
        }
      } else if (type.equals("VARCHAR")) {
        chosen.put(name, false);
      } else if (isNumber(type) || !column.equals(name)) {
        chosen.put(name, true);
      } else if (columns.contains(name)) {
        unknown.add("column '" + name + "' is " + type + ", which is not summarized");
      }
    }
    if (!unknown.isEmpty()) {
      throw new DriftException(path + ": " + String.join("; ", unknown));
    }
    return chosen;
  }

  private static boolean isNumber(String type) {
    return type.endsWith("INT")
        || type.equals("INTEGER")
        || type.equals("UINTEGER")
        || type.equals("FLOAT")
        || type.equals("DOUBLE")
        || type.equals("BOOLEAN")
        || (type.startsWith("DECIMAL") && type.endsWith(")"));
  }
}
