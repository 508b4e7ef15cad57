package io.twinstream.offline.log.history;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.parquet.KeptCells;
import io.twinstream.offline.log.parquet.ParquetSchema;
import io.twinstream.offline.log.parquet.TableColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.schema.Type;

/**
 * The columns of a spine that its rows keep unchanged, with the values and types of the files,
 * independent of the types of event fields. A row holds them in additional fields, as bits and text
 * that no code interprets, unless an existing field has exactly the same bits.
 */
public final class KeptColumns implements Serializable {
  private static final long serialVersionUID = 1;

  /** The prefix of the names of fields that hold a column unchanged. */
  private static final String FIELD = "column:";

  /** For files that are not a spine. */
  static final KeptColumns NONE = new KeptColumns(List.of(), List.of());

  /** For a spine of which only keys, times and fields are read. */
  static final KeptColumns UNREAD = new KeptColumns(List.of(), List.of());

  @SuppressWarnings("serial") // Immutable lists are serializable.
  private final List<Column> columns;

  private final ParquetSchema types;

  /**
   * A column of a file.
   *
   * @param field the field that holds its value
   */
  public record Column(String name, String field) implements Serializable {}

  /**
   * @param types the types with which the columns are written
   */
  KeptColumns(List<Column> columns, List<Type> types) {
    this.columns = List.copyOf(columns);
    this.types = ParquetSchema.of(types);
  }

  /** Returns the columns, in the order of the files. */
  public List<Column> columns() {
    return columns;
  }

  Type type(int column) {
    return types.types().get(column);
  }

  /** Returns the name of the field that holds a column unchanged. */
  static String field(String column) {
    return FIELD + column;
  }

  /** Reports whether a field holds a column unchanged. */
  static boolean isKept(String field) {
    return field.startsWith(FIELD);
  }

  /** Returns the type of the field that holds values of a Parquet type. */
  static FieldType form(Type type) {
    return KeptCells.of(type).form();
  }

  /**
   * Returns the slot that holds the value of a file's column.
   *
   * @return -1 if it is not kept, or is kept in the field that is read from it
   */
  int slot(String column, Schema schema) {
    return type(column) == null ? -1 : schema.find(field(column));
  }

  /** Returns the type with which a column is written; null if it is not kept. */
  Type type(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return type(i);
      }
    }
    return null;
  }

  /** Returns the columns for a table with rows of this schema. */
  public <R> List<TableColumn<R>> written(Schema schema, Function<R, Event> event) {
    List<TableColumn<R>> written = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      KeptCells cells = KeptCells.of(type(i));
      int slot = schema.slot(columns.get(i).field());
      written.add(
          new TableColumn<>(type(i), (row, out) -> cells.write(event.apply(row), slot, out)));
    }
    return written;
  }
}
