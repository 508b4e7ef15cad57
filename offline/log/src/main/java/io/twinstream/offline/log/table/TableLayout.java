package io.twinstream.offline.log.table;

import io.twinstream.features.event.Position;
import io.twinstream.offline.log.parquet.TableColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What a table's files look like.
 *
 * @param kind written to the footer, so that a reader knows what it has
 * @param columns in file order
 * @param metadata of the footer, the kind included
 * @param position what identifies a row
 * @param folders which folder a row belongs to
 * @param version of a row: rows of one position with different versions are kept apart
 */
public record TableLayout<R>(
    String kind,
    List<TableColumn<R>> columns,
    Map<String, String> metadata,
    Function<R, Position> position,
    Folders<R> folders,
    ToLongFunction<R> version) {

  /** The footer's key of the kind. */
  public static final String KIND = "twinstream.table";

  /** The column that directories are named by. */
  public static final String DATE = "event_date";

  public TableLayout {
    columns = List.copyOf(columns);
    metadata = Map.copyOf(metadata);
    // DuckDB reads names without regard to case, and takes the date from the directory's name.
    Set<String> names = new HashSet<>(Set.of(DATE));
    for (TableColumn<R> column : columns) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "two columns are called '" + column.name() + "'; rename the field or the feature");
      }
    }
  }

  /** The columns that say where a row comes from and when it was known. */
  public static <R> List<TableColumn<R>> origin(
      Function<R, Position> position, ToLongFunction<R> known) {
    List<TableColumn<R>> columns = new ArrayList<>();
    columns.add(TableColumn.text("_origin", row -> position.apply(row).origin()));
    columns.add(TableColumn.int32("_partition", row -> position.apply(row).partition()));
    columns.add(TableColumn.int64("_offset", row -> position.apply(row).offset()));
    columns.add(TableColumn.instant("_known", known));
    return columns;
  }
}
