package io.twinstream.features.decode;

import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldPath;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Unwraps an envelope of Debezium: the row, with the columns that order its versions. */
final class DebeziumRow {
  /** What a connector writes for a value that the database did not log. */
  private static final String UNAVAILABLE = "__debezium_unavailable_value";

  private static final String UNAVAILABLE_BYTES =
      Base64.getEncoder().encodeToString(UNAVAILABLE.getBytes(StandardCharsets.UTF_8));

  private static final Pattern BINLOG = Pattern.compile(".*\\.(\\d{1,18})");
  private static final Pattern HEX_LSN =
      Pattern.compile("([0-9a-fA-F]{8}):([0-9a-fA-F]{8}):([0-9a-fA-F]{4})");

  private final Source source;
  private final ChangeRules rules;
  private final long maxLateness;

  DebeziumRow(Source source) {
    this.source = source;
    this.rules = source.changes().orElseThrow();
    this.maxLateness = TimeLimits.millis(source.maxLateness());
  }

  /**
   * Returns the row as a record.
   *
   * @param schema the schema part; null for none
   * @param known the known time of the record
   */
  Map<String, Object> of(Map<?, ?> envelope, Object schema, long known) throws NoRowException {
    String op = envelope.get("op") instanceof String text ? text : "";
    boolean deletes = op.equals("d");
    if (!deletes && !List.of("c", "u", "r").contains(op)) {
      throw new NoRowException(
          Reason.MALFORMED,
          "the operation '%s' is no version of a row; c, u, r and d are".formatted(op));
    }
    String image = deletes ? "before" : "after";
    if (!(envelope.get(image) instanceof Map<?, ?> image0)) {
      throw new NoRowException(
          Reason.MALFORMED,
          "the operation '%s' has no '%s'%s"
              .formatted(op, image, deletes ? ": the table needs a replica identity" : ""));
    }
    if (!(envelope.get("source") instanceof Map<?, ?> origin)) {
      throw new NoRowException(Reason.MALFORMED, "the envelope has no 'source'");
    }
    Map<String, Object> row = new LinkedHashMap<>();
    image0.forEach((name, value) -> row.put((String) name, value));
    boolean incomplete = convert(row, DebeziumTypes.of(schema, image));
    columns(row, origin, op, known);
    position(row, origin, envelope);
    row.put(ChangeRules.DELETED, deletes);
    row.put(ChangeRules.INCOMPLETE, incomplete && !deletes);
    return row;
  }

  /** Converts what fields read; returns whether a value of a field is unavailable. */
  private boolean convert(Map<String, Object> row, DebeziumTypes types) throws NoRowException {
    boolean incomplete = false;
    for (Field field : source.schema().fields()) {
      if (field.isComputed() || ChangeRules.isColumn(field.name())) {
        continue;
      }
      String column = column(field);
      if (!row.containsKey(column)) {
        continue;
      }
      if (isUnavailable(row.get(column))) {
        incomplete = true;
        row.put(column, null);
      } else if (field.fieldPath().steps().size() == 1) {
        row.put(column, types.value(field, column, row.get(column)));
      }
    }
    return incomplete;
  }

  /** The column may be a text, bytes, an array, or a map. */
  private static boolean isUnavailable(Object value) {
    if (value instanceof List<?> list) {
      return list.size() == 1 && isUnavailable(list.get(0));
    }
    return value instanceof Map<?, ?> map
        ? map.containsKey(UNAVAILABLE)
        : UNAVAILABLE.equals(value) || UNAVAILABLE_BYTES.equals(value);
  }

  private static String column(Field field) {
    FieldPath.Step first = field.fieldPath().steps().get(0);
    return first.isKey() ? first.key() : field.name();
  }

  /**
   * The row of a snapshot is never late: what it was before is not known. A binlog has whole
   * seconds, so the time of its snapshot is floored too, and their positions decide within one.
   */
  private void columns(Map<String, Object> row, Map<?, ?> origin, String op, long known)
      throws NoRowException {
    Long changed = number(origin.get("ts_ms"));
    if (changed == null) {
      throw new NoRowException(Reason.MISSING_FIELD, "no change time: 'source.ts_ms' is missing");
    }
    if (origin.get("file") != null) {
      changed -= Math.floorMod(changed, 1_000L);
    }
    long time = op.equals("r") ? Math.max(changed, known - maxLateness) : changed;
    row.put(ChangeRules.CHANGE_TIME, time);
    row.put(ChangeRules.LOG_POSITION.get(0), rules.epoch());
  }

  private static void position(Map<String, Object> row, Map<?, ?> origin, Map<?, ?> envelope)
      throws NoRowException {
    Long lsn = number(origin.get("lsn"));
    Long pos = number(origin.get("pos"));
    if (lsn != null) {
      Object transaction = envelope.get("transaction");
      Long index = transaction instanceof Map<?, ?> of ? number(of.get("total_order")) : null;
      position(row, 0, lsn, index == null ? 0 : index);
      return;
    }
    if (origin.get("file") instanceof String file && pos != null) {
      Matcher binlog = BINLOG.matcher(file);
      if (binlog.matches()) {
        Long index = number(origin.get("row"));
        position(row, Long.parseLong(binlog.group(1)), pos, index == null ? 0 : index);
        return;
      }
    }
    // Rows of a snapshot of SQL Server have no lsn of their own.
    Object own = origin.get("change_lsn");
    if ((own == null ? origin.get("commit_lsn") : own) instanceof String change) {
      Matcher hex = HEX_LSN.matcher(change);
      if (hex.matches()) {
        position(row, hex(hex, 1), hex(hex, 2), hex(hex, 3));
        return;
      }
    }
    throw new NoRowException(
        Reason.MISSING_FIELD,
        "no position in the log: 'source' has no lsn, no file and pos, and no change_lsn");
  }

  private static long hex(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group), 16);
  }

  private static void position(Map<String, Object> row, long file, long position, long index) {
    row.put(ChangeRules.LOG_POSITION.get(1), file);
    row.put(ChangeRules.LOG_POSITION.get(2), position);
    row.put(ChangeRules.LOG_POSITION.get(3), index);
  }

  private static Long number(Object value) {
    String text =
        value instanceof JsonTree.Number number
            ? number.text()
            : value instanceof String written ? written : "";
    return text.matches("-?\\d{1,18}") ? Long.valueOf(text) : null;
  }
}
