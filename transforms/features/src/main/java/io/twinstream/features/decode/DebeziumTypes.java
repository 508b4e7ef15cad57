package io.twinstream.features.decode;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.event.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts the values of a row by the schema part of its envelope: times in other units than
 * milliseconds, and decimals in bytes. Without a schema part such values are refused, because they
 * do not tell their unit.
 */
final class DebeziumTypes {
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final long MAX_DAYS = Long.MAX_VALUE / 4 / MILLIS_PER_DAY;
  private static final String SCALE = "scale";

  /** More digits than any database has; the text of a greater one would fill the memory. */
  private static final int MAX_SCALE = 40_000;

  private final Map<String, Map<?, ?>> types = new HashMap<>();
  private final boolean known;

  private DebeziumTypes(boolean known) {
    this.known = known;
  }

  /**
   * @param schema the schema part; null for none
   * @param image the part of the envelope with the row: before or after
   */
  static DebeziumTypes of(Object schema, String image) {
    DebeziumTypes types = new DebeziumTypes(schema != null);
    for (Object part : fields(schema)) {
      if (part instanceof Map<?, ?> of && image.equals(of.get("field"))) {
        for (Object field : fields(of)) {
          if (field instanceof Map<?, ?> type && type.get("field") instanceof String name) {
            types.types.put(name, type);
          }
        }
      }
    }
    return types;
  }

  private static List<?> fields(Object schema) {
    return schema instanceof Map<?, ?> map && map.get("fields") instanceof List<?> fields
        ? fields
        : List.of();
  }

  /** Returns the value of a column in a form that the field reads. */
  Object value(Field field, String column, Object value) throws NoRowException {
    if (value == null || column == null) {
      return value;
    }
    Object name = known && types.containsKey(column) ? types.get(column).get("name") : null;
    if (field.type().kind() == Kind.TIMESTAMP && value instanceof JsonTree.Number number) {
      return time(field, name, number);
    }
    if (field.type().kind() == Kind.DECIMAL) {
      return decimal(field, column, name, value);
    }
    return value;
  }

  private Object time(Field field, Object name, JsonTree.Number number) throws NoRowException {
    if (!known) {
      throw new NoRowException(
          Reason.WRONG_TYPE,
          ("field '%s' is the number %s, and without the schema part nothing tells its unit: let"
                  + " the connector write schemas (value.converter.schemas.enable)")
              .formatted(field.name(), number.text()));
    }
    long value;
    try {
      value = Long.parseLong(number.text());
    } catch (NumberFormatException e) {
      return number;
    }
    String type = name instanceof String text ? text : "";
    return switch (type) {
      case "io.debezium.time.MicroTimestamp" -> Math.floorDiv(value, 1_000L);
      case "io.debezium.time.NanoTimestamp" -> Math.floorDiv(value, 1_000_000L);
      case "io.debezium.time.Date", "org.apache.kafka.connect.data.Date" -> days(field, value);
      case "io.debezium.time.Timestamp", "org.apache.kafka.connect.data.Timestamp", "" -> value;
      default ->
          throw new NoRowException(
              Reason.WRONG_TYPE,
              "field '%s' is of type %s, which is no timestamp".formatted(field.name(), type));
    };
  }

  private static long days(Field field, long days) throws NoRowException {
    if (Math.abs(days) > MAX_DAYS) {
      throw new NoRowException(
          Reason.OUT_OF_RANGE, "field '%s' is %d days after 1970".formatted(field.name(), days));
    }
    return days * MILLIS_PER_DAY;
  }

  private Object decimal(Field field, String column, Object name, Object value)
      throws NoRowException {
    if (name instanceof String type && type.equals("org.apache.kafka.connect.data.Decimal")) {
      Object scale =
          types.get(column).get("parameters") instanceof Map<?, ?> given ? given.get(SCALE) : "0";
      return decimal(field, value, scale);
    }
    if (value instanceof Map<?, ?> struct) {
      Object scale = struct.get(SCALE) instanceof JsonTree.Number number ? number.text() : null;
      return decimal(field, struct.get("value"), scale);
    }
    boolean fraction = value instanceof String text && text.indexOf('.') >= 0;
    if (!known && value instanceof String && field.type().scale() > 0 && !fraction) {
      throw new NoRowException(
          Reason.WRONG_TYPE,
          ("field '%s' is a text without a decimal point, which may be the bytes of a decimal: let"
                  + " the connector write schemas, or decimal.handling.mode=string")
              .formatted(field.name()));
    }
    return value;
  }

  private static Object decimal(Field field, Object bytes, Object scale) throws NoRowException {
    try {
      BigInteger unscaled = new BigInteger(Base64.getDecoder().decode((String) bytes));
      int digits = Integer.parseInt((String) scale);
      if (digits < -MAX_SCALE || digits > MAX_SCALE) {
        throw new NumberFormatException("scale " + digits);
      }
      return new BigDecimal(unscaled, digits).toPlainString();
    } catch (RuntimeException e) {
      throw new NoRowException(
          Reason.WRONG_TYPE, "field '%s' has no bytes of a decimal".formatted(field.name()));
    }
  }
}
