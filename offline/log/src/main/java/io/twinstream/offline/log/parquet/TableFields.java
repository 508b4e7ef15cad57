package io.twinstream.offline.log.parquet;

import java.io.Serializable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a table whose files identify columns by number, so that a column keeps its values
 * when it is renamed, and a new column has none of those of a dropped one with its name.
 */
public final class TableFields implements Serializable {
  private static final long serialVersionUID = 1;

  private final LinkedHashMap<Integer, Field> columns = new LinkedHashMap<>();
  private final HashMap<Integer, String> nested;
  private final HashMap<String, Integer> byName;

  /**
   * A column.
   *
   * @param binary64 whether its type is binary64, which a file may store as binary32
   * @param needed why a file must have the column; empty if it is null in a file without it
   */
  public record Field(int id, String name, boolean binary64, String needed)
      implements Serializable {}

  /**
   * @param columns in the order of the table
   * @param nested the names of all fields within columns, by number; empty for elements of lists
   *     and maps
   * @param byName the numbers of columns in files that do not number them; empty if such files are
   *     refused
   */
  public TableFields(
      List<Field> columns, Map<Integer, String> nested, Map<String, Integer> byName) {
    columns.forEach(each -> this.columns.put(each.id(), each));
    this.nested = new HashMap<>(nested);
    this.byName = new HashMap<>(byName);
  }

  /** Returns all columns, by number. */
  Map<Integer, Field> columns() {
    return columns;
  }

  /** Returns the names of the columns, in the order of the table. */
  public List<String> names() {
    return columns.values().stream().map(Field::name).toList();
  }

  /** Returns the name of a field within a column; null if the table does not have it. */
  String nested(int id) {
    return nested.get(id);
  }

  /** Returns the number of a column in a file that does not number them; null if it has none. */
  Integer id(String name) {
    return byName.get(name);
  }

  /** Reports whether files that do not number their columns can be read. */
  boolean canReadUnnumbered() {
    return !byName.isEmpty();
  }
}
