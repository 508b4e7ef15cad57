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
 * The layout of the files of a table.
 *
 * @param kind written to the footer, so that readers recognize the table
 * @param columns in file order
 * @param metadata of the footer, including the kind
 * @param position identifies a row
 * @param folders assigns rows to folders
 * @param version of a row: rows of one position with different versions are kept apart
 */
public record TableLayout<R>(
    String kind,
    List<TableColumn<R>> columns,
    Map<String, String> metadata,
    Function<R, Position> position,
    Folders<R> folders,
    ToLongFunction<R> version) {

  /** The key of the kind in the footer. */
  public static final String KIND = "twinstream.table";

  /** The column in the names of folders. */
  public static final String DATE = "event_date";

  public TableLayout {
    columns = List.copyOf(columns);
    metadata = Map.copyOf(metadata);
    // DuckDB ignores the case of names, and reads the date from the name of the folder.
    Set<String> names = new HashSet<>(Set.of(DATE));
    for (TableColumn<R> column : columns) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "two columns are called '" + column.name() + "'; rename the field or the feature");
      }
    }
  }

  /** Returns a copy with other columns. */
  TableLayout<R> with(List<TableColumn<R>> others) {
    return new TableLayout<>(kind, others, metadata, position, folders, version);
  }

  /** Returns the columns with the position and known time of a row. */
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
