package io.twinstream.features.definition;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How the rows of a table are loaded, ordered and known. A source with these rules is a table: of
 * each key, the row that is greatest by (order, content) counts. Its rows have no lateness and no
 * duplicates, and no row is collected.
 *
 * <p>The schema of a table ends with the columns of {@link #COLUMNS}, which a load sets where its
 * input lacks them.
 *
 * @param key the field whose value is the key of a row
 * @param loads what a load contains
 * @param order the field with the version of a row, a long or a timestamp; empty for the number of
 *     the load
 * @param known when a row was known: {@link #LOADED}, {@link #OCCURRED}, or the name of a timestamp
 *     field
 * @param schedule how long a load stays fresh: by then the next one is promised
 * @param current the load that reads its input now; empty for rows that have been loaded
 */
public record TableRules(
    String key,
    Loads loads,
    Optional<String> order,
    String known,
    Duration schedule,
    Optional<Load> current) {

  /** What a load contains. */
  public enum Loads {
    /** All rows of the table; keys that are not among them are deleted. */
    SNAPSHOT,
    /** The rows that are new or changed; a row whose column {@code deleted} is true is a delete. */
    CHANGES
  }

  /**
   * One load of a table.
   *
   * @param number from 1, one more than that of the load before
   * @param at when it began, in milliseconds since 1970
   */
  public record Load(long number, long at) {}

  /** The value of {@code known} for rows that are known since their load. */
  public static final String LOADED = "load";

  /** The value of {@code known} for rows that are known since their event time. */
  public static final String OCCURRED = "ts";

  /** The column with the number of the load of a row. */
  public static final String LOAD = "load";

  /** The column with the time of the load of a row. */
  public static final String LOADED_AT = "loaded_at";

  /** The column that is true in a row that deletes its key. */
  public static final String DELETED = "deleted";

  /** The columns that every table has. */
  public static final List<Field> COLUMNS =
      List.of(
          new Field(LOAD, FieldType.LONG),
          new Field(LOADED_AT, FieldType.TIMESTAMP),
          new Field(DELETED, FieldType.BOOLEAN));

  public TableRules {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(loads, "loads");
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(known, "known");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(current, "current");
  }

  /** Reports whether a field is one of the columns that every table has. */
  public static boolean isColumn(String field) {
    return field.equals(LOAD) || field.equals(LOADED_AT) || field.equals(DELETED);
  }

  /** Returns the field that orders the rows of a key. */
  public String orderField() {
    return order.orElse(LOAD);
  }

  /** Returns the rules for the input of a load. */
  public TableRules during(Load load) {
    return new TableRules(key, loads, order, known, schedule, Optional.of(load));
  }
}
