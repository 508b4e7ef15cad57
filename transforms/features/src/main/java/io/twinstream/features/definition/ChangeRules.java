package io.twinstream.features.definition;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How the records of a source change the rows of a table elsewhere. A source with these rules is a
 * source of changes: each record is a version of a row, and of each row only the greatest version
 * by (change time, version, content) counts, until it is deleted or belongs to another entity.
 *
 * @param kind how the versions are written
 * @param row the field that identifies a row
 * @param changeTime the timestamp field with the time of the change; unlike the event time, it
 *     never falls from one version of a row to the next
 * @param versions the fields that order versions of one change time; may be empty
 * @param deleted the boolean field that is true in a version that deletes its row, if there is one
 * @param epoch of Debezium: a number that is raised when the positions of the log begin again
 * @param maxRows how many rows of an entity may change within one tile of change time
 * @param maxEntities how many entities the versions of a row may name within one such tile
 */
public record ChangeRules(
    Kind kind,
    String row,
    String changeTime,
    List<String> versions,
    Optional<String> deleted,
    long epoch,
    int maxRows,
    int maxEntities) {

  /** How the versions of rows are written. */
  public enum Kind {
    /** A record has the fields of the whole row. */
    UPSERT,
    /** A record is an envelope of Debezium. */
    DEBEZIUM
  }

  public static final int DEFAULT_MAX_ROWS = 100;
  public static final int DEFAULT_MAX_ENTITIES = 64;

  /** The greatest bound of either kind; the versions of states rely on it. */
  public static final int MAX_BOUND = 4_096;

  /** The column with the time of a change in the database. */
  public static final String CHANGE_TIME = "change_time";

  /** The column that is true in a version that deletes its row. */
  public static final String DELETED = "deleted";

  /** The column that is true in a version of which the database did not log all values. */
  public static final String INCOMPLETE = "change_incomplete";

  /** The columns that order the changes of a database: epoch, log file, position, index. */
  public static final List<String> LOG_POSITION =
      List.of("change_epoch", "change_file", "change_position", "change_index");

  /** The columns that every source of Debezium's envelopes has, in this order. */
  public static final List<Field> COLUMNS =
      List.of(
          new Field(CHANGE_TIME, FieldType.TIMESTAMP),
          new Field(LOG_POSITION.get(0), FieldType.LONG),
          new Field(LOG_POSITION.get(1), FieldType.LONG),
          new Field(LOG_POSITION.get(2), FieldType.LONG),
          new Field(LOG_POSITION.get(3), FieldType.LONG),
          new Field(DELETED, FieldType.BOOLEAN),
          new Field(INCOMPLETE, FieldType.BOOLEAN));

  public ChangeRules {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(row, "row");
    Objects.requireNonNull(changeTime, "changeTime");
    Objects.requireNonNull(deleted, "deleted");
    versions = List.copyOf(versions);
  }

  /** Creates the rules of records that have the fields of the whole row, with default bounds. */
  public static ChangeRules upsert(
      String row, String changeTime, Optional<String> version, Optional<String> deleted) {
    return new ChangeRules(
        Kind.UPSERT,
        row,
        changeTime,
        version.map(List::of).orElse(List.of()),
        deleted,
        0,
        DEFAULT_MAX_ROWS,
        DEFAULT_MAX_ENTITIES);
  }

  /** Creates the rules of Debezium's envelopes. */
  public static ChangeRules debezium(String row, long epoch, int maxRows, int maxEntities) {
    return new ChangeRules(
        Kind.DEBEZIUM,
        row,
        CHANGE_TIME,
        LOG_POSITION,
        Optional.of(DELETED),
        epoch,
        maxRows,
        maxEntities);
  }

  /** Reports whether the source has the columns of Debezium. */
  public boolean isDebezium() {
    return kind == Kind.DEBEZIUM;
  }

  /** Returns the field that is true in a version that lacks values, if there is one. */
  public Optional<String> incomplete() {
    return isDebezium() ? Optional.of(INCOMPLETE) : Optional.empty();
  }

  /** Reports whether a field is one of the columns of Debezium. */
  public static boolean isColumn(String field) {
    return COLUMNS.stream().anyMatch(column -> column.name().equals(field));
  }

  /** Returns a copy with other bounds. */
  public ChangeRules withBounds(int rows, int entities) {
    return new ChangeRules(kind, row, changeTime, versions, deleted, epoch, rows, entities);
  }
}
