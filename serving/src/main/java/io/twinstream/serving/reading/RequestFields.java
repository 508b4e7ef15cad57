package io.twinstream.serving.reading;

import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.text.Names;
import io.twinstream.serving.problem.ProblemException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/**
 * Converts request fields of callers to the declared types, by the same rules as fields of events.
 */
public final class RequestFields {
  private RequestFields() {}

  /** A number as it was written; strings and booleans have their own Java types. */
  public record Numeral(String digits) {}

  /** All fields are null. */
  public static FeatureRow none(CompiledService service) {
    return new FeatureRow(service.requestTypes());
  }

  /**
   * The values of a request.
   *
   * @param given {@code String}, {@code Numeral}, {@code Boolean}, or a {@code List} of them and of
   *     nulls, by name; absent fields are null
   * @throws ProblemException if a field is not declared, or its value has another type
   */
  public static FeatureRow of(CompiledService service, Map<String, Object> given) {
    Schema schema = service.request();
    FeatureRow row = none(service);
    given.forEach(
        (name, value) -> {
          int slot = schema.find(name);
          if (slot < 0) {
            throw ProblemException.badRequest(
                Names.unknown(
                    "request field",
                    Shown.text(name),
                    schema.fields().stream().map(Field::name).toList()));
          }
          set(row, slot, schema.field(slot), value);
        });
    return row;
  }

  private static void set(FeatureRow row, int slot, Field field, Object value) {
    FieldType type = field.type();
    try {
      row.setValue(slot, type.isArray() ? array(type, (List<?>) value) : scalar(type, value));
    } catch (ArithmeticException
        | ClassCastException
        | DateTimeException
        | IllegalArgumentException e) {
      throw ProblemException.badRequest(
          "request field '%s' must be %s %s, not '%s'"
              .formatted(
                  field.name(), type.isArray() ? "an" : "a", type, Shown.text(shown(value))));
    }
  }

  private static String shown(Object value) {
    return value instanceof Numeral n
        ? n.digits
        : value instanceof List<?> list
            ? list.stream().map(RequestFields::shown).toList().toString()
            : String.valueOf(value);
  }

  /** Returns a value in the form of {@link FeatureRow#value}. */
  private static Object scalar(FieldType type, Object value) {
    return switch (type.kind()) {
      case STRING -> value instanceof Numeral n ? integer(n) : (String) value;
      case BOOLEAN -> (Boolean) value;
      case LONG -> bounded(value).longValueExact();
      case DECIMAL -> type.toDouble(unscaled(bounded(value), type));
      case DOUBLE -> finite(text(value));
      case TIMESTAMP -> millis(value);
      case BYTES -> Bytes.ofBase64((String) value);
      case ARRAY -> throw new IllegalArgumentException("an array in an array");
    };
  }

  /** As in events, an element that is empty text is null. */
  private static ArrayValue array(FieldType type, List<?> values) {
    ArrayValue.Builder array = ArrayValue.builder(type.element().featureType());
    for (Object value : values) {
      array.add(value == null || value.equals("") ? null : scalar(type.element(), value));
    }
    ArrayValue built = array.build();
    if (type.length() > 0 && (built.size() != type.length() || built.hasNull())) {
      throw new IllegalArgumentException(built.size() + " elements");
    }
    return built;
  }

  private static String text(Object value) {
    return value instanceof Numeral n ? n.digits : (String) value;
  }

  /** For a string field, an integer counts as its digits, as in events. */
  private static String integer(Numeral numeral) {
    return bounded(numeral).toBigIntegerExact().toString();
  }

  /** A number with a limited number of digits when written out. */
  private static BigDecimal bounded(Object value) {
    BigDecimal number = new BigDecimal(text(value));
    if (Math.abs((long) number.scale()) > 1_000) {
      throw new ArithmeticException("exponent");
    }
    return number;
  }

  private static long unscaled(BigDecimal number, FieldType type) {
    RoundingMode rounding = type.halfEven() ? RoundingMode.HALF_EVEN : RoundingMode.UNNECESSARY;
    long unscaled = number.setScale(type.scale(), rounding).unscaledValue().longValueExact();
    if (Math.abs(unscaled) > FieldType.MAX_UNSCALED) {
      throw new ArithmeticException("more than 18 digits");
    }
    return unscaled;
  }

  private static double finite(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new ArithmeticException("not finite");
    }
    return value + 0.0; // Negative zero is zero.
  }

  private static long millis(Object value) {
    return value instanceof Numeral
        ? bounded(value).longValueExact()
        : OffsetDateTime.parse((String) value).toInstant().toEpochMilli();
  }
}
