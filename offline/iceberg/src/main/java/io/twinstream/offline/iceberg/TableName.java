package io.twinstream.offline.iceberg;

import io.twinstream.offline.log.lake.Lake;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a table, and of a snapshot of it, as a user writes it: {@code
 * iceberg:CATALOG/namespace.table}, {@code iceberg:/folder/of/table} or {@code
 * iceberg:s3://bucket/folder/of/table}, and behind it {@code @snapshot=ID}, {@code @ref=NAME} or
 * nothing.
 *
 * @param table the name without the snapshot
 * @param catalog empty for a folder
 * @param place the folder, or the namespace and the name in the catalog
 * @param snapshot empty for that of the reference
 * @param schema the schema to read the snapshot with; empty for that of the snapshot
 * @param ref a branch or tag; empty for the table's current snapshot
 * @param isEmpty whether the table had no snapshot yet
 */
record TableName(
    String table,
    Optional<String> catalog,
    String place,
    OptionalLong snapshot,
    OptionalInt schema,
    Optional<String> ref,
    boolean isEmpty) {
  private static final Pattern SELECTED =
      Pattern.compile("(?s)(.*)@([a-z]+)=([^@/,]+)(?:,schema=(\\d+))?");
  private static final Pattern FOLDER = Pattern.compile("(?s)[./].*|[A-Za-z][A-Za-z0-9+.-]+:/.*");
  private static final String NONE = "none";
  private static final String FORMS =
      "write iceberg:CATALOG/NAMESPACE.TABLE or iceberg:/FOLDER/OF/TABLE, and behind it"
          + " @snapshot=ID, @ref=BRANCH_OR_TAG or nothing";

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if it is none
   */
  static TableName of(String text) {
    String name = text.substring(Lake.PREFIX.length());
    Matcher selected = SELECTED.matcher(name);
    if (!selected.matches()) {
      return of(text, name, OptionalLong.empty(), OptionalInt.empty(), Optional.empty(), false);
    }
    String table = selected.group(1);
    String value = selected.group(3);
    OptionalInt schema =
        selected.group(4) == null
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(selected.group(4)));
    switch (selected.group(2)) {
      case "snapshot":
        boolean isEmpty = value.equals(NONE);
        OptionalLong id = isEmpty ? OptionalLong.empty() : OptionalLong.of(id(text, value));
        return of(text, table, id, schema, Optional.empty(), isEmpty);
      case "ref":
        return of(text, table, OptionalLong.empty(), schema, Optional.of(value), false);
      default:
        throw new IllegalArgumentException(
            "'%s' has the unknown part @%s; %s".formatted(text, selected.group(2), FORMS));
    }
  }

  private static TableName of(
      String text,
      String table,
      OptionalLong snapshot,
      OptionalInt schema,
      Optional<String> ref,
      boolean isEmpty) {
    String whole = Lake.PREFIX + table;
    if (FOLDER.matcher(table).matches()) {
      return new TableName(whole, Optional.empty(), table, snapshot, schema, ref, isEmpty);
    }
    int slash = table.indexOf('/');
    if (slash < 1 || table.indexOf('.', slash) < 0 || table.endsWith(".")) {
      throw new IllegalArgumentException("'%s' names no table; %s".formatted(text, FORMS));
    }
    return new TableName(
        whole,
        Optional.of(table.substring(0, slash)),
        table.substring(slash + 1),
        snapshot,
        schema,
        ref,
        isEmpty);
  }

  private static long id(String text, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not the id of a snapshot, in '%s'; %s".formatted(value, text, FORMS), e);
    }
  }

  /** Reports whether the name already determines what is read. */
  boolean isPinned() {
    return snapshot.isPresent() || isEmpty;
  }

  /** Returns the name with a snapshot. */
  String at(long id) {
    return table + "@snapshot=" + id;
  }

  /** Returns the name with a snapshot that is read with another schema than its own. */
  String at(long id, int otherSchema) {
    return at(id) + ",schema=" + otherSchema;
  }

  /** Returns the name of a table without a snapshot. */
  String empty() {
    return table + "@snapshot=" + NONE;
  }
}
