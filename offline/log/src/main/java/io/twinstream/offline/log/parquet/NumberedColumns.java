package io.twinstream.offline.log.parquet;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.io.InputFile;

/**
 * Gives the columns of a file the names that they have in their table, by their numbers, and leaves
 * out those that the table does not have. Readers that know only names then read the right values.
 */
public final class NumberedColumns {
  private final String file;
  private final TableFields table;
  private final List<SchemaElement> schema = new ArrayList<>();

  /** By leaf of the file, the name of its column in the table; null if the column is left out. */
  private final List<String> leaves = new ArrayList<>();

  private final Set<Integer> found = new HashSet<>();
  private boolean changed;

  /** Whether the file numbers its columns. */
  private boolean numbered;

  private NumberedColumns(Path file, TableFields table) {
    this.file = file.toString();
    this.table = table;
  }

  /**
   * Returns the file as its table has it; empty if that is how it is.
   *
   * @throws FileSystemException if its values differ from those of the table in a way that readers
   *     would not notice
   */
  public static Optional<InputFile> of(Path file, TableFields table) throws IOException {
    NumberedColumns columns = new NumberedColumns(file, table);
    return EditedFooter.of(file, footer -> columns.edit(footer) | UnknownTypes.drop(footer));
  }

  private boolean edit(FileMetaData footer) throws FileSystemException {
    List<SchemaElement> all = footer.getSchema();
    requireNumbers(all);
    schema.add(all.get(0));
    int kept = 0;
    for (int at = 1; at < all.size(); ) {
      int end = end(all, at);
      kept += column(all.subList(at, end)) ? 1 : 0;
      at = end;
    }
    for (TableFields.Field column : table.columns().values()) {
      if (!column.needed().isEmpty() && !found.contains(column.id())) {
        throw refused("has no column '" + column.name() + "': " + column.needed());
      }
    }
    if (changed) {
      all.get(0).setNum_children(kept);
      footer.setSchema(schema);
      footer.getRow_groups().forEach(this::edit);
      if (footer.isSetColumn_orders()) {
        footer.setColumn_orders(kept(footer.getColumn_orders()));
      }
    }
    return changed;
  }

  private void requireNumbers(List<SchemaElement> all) throws FileSystemException {
    numbered = all.stream().skip(1).anyMatch(SchemaElement::isSetField_id);
    if (!numbered && !table.canReadUnnumbered()) {
      throw refused("has no field ids, and its table has no schema.name-mapping.default");
    }
  }

  /** Returns the index after an element and all elements below it. */
  private static int end(List<SchemaElement> all, int at) {
    int next = at + 1;
    for (int child = 0; child < all.get(at).getNum_children(); child++) {
      next = end(all, next);
    }
    return next;
  }

  /** Adds a column, unless the table does not have it. */
  private boolean column(List<SchemaElement> elements) throws FileSystemException {
    SchemaElement top = elements.get(0);
    Integer id = id(top);
    TableFields.Field column = id == null ? null : table.columns().get(id);
    for (SchemaElement element : elements) {
      if (!element.isSetNum_children() || element.getNum_children() == 0) {
        leaves.add(column == null ? null : column.name());
      }
    }
    if (column == null) {
      changed = true;
      return false;
    }
    if (!found.add(id)) {
      throw refused("has column '" + column.name() + "' twice");
    }
    if (column.binary64() && top.getType() == Type.FLOAT) {
      throw refused("has column '" + column.name() + "' as binary32, and the table as binary64");
    }
    for (SchemaElement element : elements.subList(1, elements.size())) {
      requireSame(column.name(), element);
    }
    if (!top.getName().equals(column.name())) {
      top.setName(column.name());
      changed = true;
    }
    schema.addAll(elements);
    return true;
  }

  /** Returns the number of a column; null if it has none. */
  private Integer id(SchemaElement column) {
    if (numbered) {
      return column.isSetField_id() ? column.getField_id() : null;
    }
    return table.id(column.getName());
  }

  private void requireSame(String column, SchemaElement inside) throws FileSystemException {
    if (inside.isSetField_id()) {
      String name = table.nested(inside.getField_id());
      if (name == null || !name.isEmpty() && !name.equals(inside.getName())) {
        throw refused(
            "has the field '%s' in column '%s', which the table %s"
                .formatted(
                    inside.getName(),
                    column,
                    name == null ? "does not have any more" : "now calls '" + name + "'"));
      }
    }
  }

  private FileSystemException refused(String reason) {
    return new FileSystemException(
        file,
        null,
        reason + "; rewrite the table's data files, such as with rewrite_data_files of Spark");
  }

  private void edit(RowGroup group) {
    List<ColumnChunk> chunks = group.getColumns();
    for (int i = 0; i < chunks.size(); i++) {
      if (leaves.get(i) != null) {
        chunks.get(i).getMeta_data().getPath_in_schema().set(0, leaves.get(i));
      }
    }
    group.setColumns(kept(chunks));
    group.unsetSorting_columns(); // by the index of a column
  }

  private <T> List<T> kept(List<T> ofLeaves) {
    List<T> kept = new ArrayList<>();
    for (int i = 0; i < ofLeaves.size(); i++) {
      if (leaves.get(i) != null) {
        kept.add(ofLeaves.get(i));
      }
    }
    return kept;
  }
}
