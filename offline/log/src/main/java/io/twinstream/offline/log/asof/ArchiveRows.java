package io.twinstream.offline.log.asof;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.offline.log.archive.Tables;
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

/** The rows of an archive as events, those that a condition of SQL holds for. */
final class ArchiveRows {
  private final Duck duck;
  private final Path archive;
  private final EventBuilder builder;

  /** The types of the columns that fields have, in the words of DuckDB. */
  private final Map<String, String> columns = new LinkedHashMap<>();

  private ArchiveRows(Duck duck, Source source, Path archive) {
    this.duck = duck;
    this.archive = archive;
    this.builder = EventBuilder.live(source, Set.of());
    duck.query(
        "DESCRIBE SELECT * FROM " + Tables.rows(archive),
        row -> {
          if (builder.slots(row.getString(1)).length > 0) {
            columns.put(row.getString(1), row.getString(2));
          }
        });
  }

  static ArchiveRows of(Duck duck, Source source, String archive) {
    return new ArchiveRows(duck, source, Path.of(archive));
  }

  /** Whether it has a column; archives that are older than a field do not. */
  boolean has(String column) {
    return columns.containsKey(column);
  }

  /**
   * Reads events.
   *
   * @param where SQL
   * @param until the last known time, milliseconds since 1970
   * @param order SQL; what shares it comes by known time and position
   * @return what became of the rows that the condition holds for
   */
  ReadCounts read(String where, long until, String order, Consumer<Event> to) {
    ReadCounts counts = new ReadCounts();
    StringBuilder sql = new StringBuilder("SELECT _origin, _partition, _offset, epoch_ms(_known)");
    List<Cell> cells = new ArrayList<>();
    columns.forEach(
        (name, type) -> {
          String column = Duck.quote(name);
          sql.append(", ").append(isTime(type) ? "epoch_ms(" + column + ")" : column);
          cells.add(new Cell(builder.slots(name), type, cells.size() + 5));
        });
    sql.append(" FROM ").append(Tables.rows(archive)).append(" WHERE ").append(where);
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
            counts.deadLetter(letter); // A changed definition refuses today what it once took.
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
    return type.startsWith("TIMESTAMP");
  }

  /** A column of an answer, and the slots that take its values. */
  private record Cell(int[] slots, String type, int index) {
    void feed(ResultSet row, EventBuilder builder) throws SQLException {
      if (row.getObject(index) == null) {
        return;
      }
      for (int slot : slots) {
        if (isTime(type)) {
          builder.instantValue(slot, row.getLong(index));
        } else if (type.startsWith("DECIMAL")) {
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
