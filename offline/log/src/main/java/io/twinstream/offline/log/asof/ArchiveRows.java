package io.twinstream.offline.log.asof;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.files.FilePaths;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.history.ReadCounts;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the rows of an archive that fulfil an SQL condition, as events. */
final class ArchiveRows {
  private final Duck duck;
  private final Path archive;
  private final EventBuilder builder;

  /** DuckDB's types of the columns of fields. */
  private final Map<String, String> columns = new LinkedHashMap<>();

  private ArchiveRows(Duck duck, Source source, Path archive) {
    this.duck = duck;
    this.archive = archive;
    this.builder = EventBuilder.live(source, Set.of());
    duck.query(
        "DESCRIBE SELECT * FROM " + DuckDbTables.rows(archive),
        row -> {
          if (builder.slots(row.getString(1)).length > 0) {
            columns.put(row.getString(1), row.getString(2));
          }
        });
  }

  static ArchiveRows of(Duck duck, Source source, String archive) {
    return new ArchiveRows(duck, source, FilePaths.of(archive));
  }

  /** Reports whether the archive has a column; archives older than a field lack it. */
  boolean has(String column) {
    return columns.containsKey(column);
  }

  /**
   * Reads events.
   *
   * @param where SQL
   * @param until the last known time, in milliseconds since 1970
   * @param order SQL; rows that are equal in it come by known time and position
   * @return what the rows that fulfil the condition became
   */
  ReadCounts read(String where, long until, String order, Consumer<Event> to) {
    ReadCounts counts = new ReadCounts();
    StringBuilder sql = new StringBuilder("SELECT _origin, _partition, _offset, epoch_ms(_known)");
    List<Cell> cells = new ArrayList<>();
    columns.forEach(
        (name, type) -> {
          String column = Duck.quote(name);
          sql.append(", ").append(value(type, column));
          cells.add(new Cell(builder.slots(name), type, cells.size() + 5));
        });
    sql.append(" FROM ").append(DuckDbTables.rows(archive)).append(" WHERE ").append(where);
    if (until < Long.MAX_VALUE) {
      sql.append(" AND _known <= TIMESTAMPTZ '").append(Instant.ofEpochMilli(until)).append("'");
    }
    sql.append(" ORDER BY ").append(order).append(", _known, _origin, _partition, _offset");
    duck.query(
        sql.toString(),
        row -> {
          Decoded decoded = decoded(row, cells);
          if (decoded instanceof Event event) {
            counts.event();
            to.accept(event);
          } else if (decoded instanceof DeadLetter letter) {
            // A changed definition may refuse rows that it accepted before.
            counts.deadLetter(letter);
          }
        });
    return counts;
  }

  private Decoded decoded(ResultSet row, List<Cell> cells) throws SQLException {
    builder.begin();
    for (Cell cell : cells) {
      cell.feed(row, builder);
    }
    Position position = new Position(row.getString(1), row.getInt(2), row.getLong(3));
    return builder.finish(position, row.getLong(4), () -> new byte[0]);
  }

  private static boolean isTime(String type) {
    return type.startsWith("TIMESTAMP") && !isList(type);
  }

  private static boolean isList(String type) {
    return type.endsWith("[]");
  }

  /** Arrays are read as their JSON: decimals as text, which keeps all digits, bytes as base64. */
  private static String value(String type, String column) {
    if (!isList(type)) {
      return isTime(type)
          ? "epoch_ms(" + column + ")"
          : type.equals("BLOB") ? "to_base64(" + column + ")" : column;
    }
    String elements =
        type.startsWith("DECIMAL")
            ? "CAST(" + column + " AS VARCHAR[])"
            : type.startsWith("TIMESTAMP")
                ? "[epoch_ms(x) for x in " + column + "]"
                : type.startsWith("BLOB") ? "[to_base64(x) for x in " + column + "]" : column;
    return "CAST(to_json(" + elements + ") AS VARCHAR)";
  }

  /** A column of the result, and the slots that its values go to. */
  private record Cell(int[] slots, String type, int index) {
    void feed(ResultSet row, EventBuilder builder) throws SQLException {
      if (row.getObject(index) == null) {
        return;
      }
      for (int slot : slots) {
        if (isTime(type)) {
          builder.instantValue(slot, row.getLong(index));
        } else if (type.startsWith("DECIMAL") && !isList(type)) {
          BigDecimal value = row.getBigDecimal(index);
          builder.decimalValue(slot, value.unscaledValue().longValueExact(), value.scale());
        } else {
          switch (type) {
            case "BIGINT", "INTEGER" -> builder.longValue(slot, row.getLong(index));
            case "DOUBLE" -> builder.doubleValue(slot, row.getDouble(index));
            case "BOOLEAN" -> builder.booleanValue(slot, row.getBoolean(index));
            default -> builder.text(slot, row.getString(index));
          }
        }
      }
    }
  }
}
