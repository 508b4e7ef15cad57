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
 * The columns of a spine that its rows keep: with the values and the types that they have in the
 * files, whatever events make of them. A row has them in fields of their own, as bits and texts
 * that nothing looks at, unless a field that is there already has the very same bits.
 */
public final class KeptColumns implements Serializable {
  private static final long serialVersionUID = 1;

  /** Begins the names of fields that have the value of a column as it is. */
  private static final String FIELD = "column:";

  /** Of what is no spine. */
  static final KeptColumns NONE = new KeptColumns(List.of(), List.of());

  /** Of a spine of which only keys, times and fields are read. */
  static final KeptColumns UNREAD = new KeptColumns(List.of(), List.of());

  @SuppressWarnings("serial") // immutable lists are serializable
  private final List<Column> columns;

  private final ParquetSchema types;

  /**
   * A column of a file.
   *
   * @param field that has its value
   */
  public record Column(String name, String field) implements Serializable {}

  /**
   * @param types of the columns, by which they are written
   */
  KeptColumns(List<Column> columns, List<Type> types) {
    this.columns = List.copyOf(columns);
    this.types = ParquetSchema.of(types);
  }

  /** In the files' order. */
  public List<Column> columns() {
    return columns;
  }

  Type type(int column) {
    return types.types().get(column);
  }

  /** The name of the field that has a column's value as it is. */
  static String field(String column) {
    return FIELD + column;
  }

  /** Whether a field has a column's value as it is. */
  static boolean isKept(String field) {
    return field.startsWith(FIELD);
  }

  /** The form in which such a field has the values of a type. */
  static FieldType form(Type type) {
    return KeptCells.of(type).form();
  }

  /**
   * Where the value of a file's column is kept.
   *
   * @return -1 if it is not, or not apart from a field that is read from it
   */
  int slot(String column, Schema schema) {
    return type(column) == null ? -1 : schema.find(field(column));
  }

  /** The type that a column is written with; null if it is not kept. */
  Type type(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return type(i);
      }
    }
    return null;
  }

  /** The columns as a table has them, of rows of a schema. */
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
