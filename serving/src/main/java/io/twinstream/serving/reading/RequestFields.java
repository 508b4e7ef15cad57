package io.twinstream.serving.reading;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.text.Names;
import io.twinstream.serving.problem.ProblemException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
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
   * @param given {@code String}, {@code Numeral} or {@code Boolean} by name; absent fields are null
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
      switch (type.kind()) {
        case STRING -> row.setText(slot, value instanceof Numeral n ? integer(n) : (String) value);
        case BOOLEAN -> row.setBits(slot, (Boolean) value ? 1 : 0);
        case LONG -> row.setBits(slot, bounded(value).longValueExact());
        case DECIMAL -> row.setDouble(slot, type.toDouble(unscaled(bounded(value), type)));
        case DOUBLE -> row.setDouble(slot, finite(text(value)));
        case TIMESTAMP -> row.setBits(slot, millis(value));
      }
    } catch (ArithmeticException
        | ClassCastException
        | DateTimeException
        | NumberFormatException e) {
      String shown = value instanceof Numeral n ? n.digits : value.toString();
      throw ProblemException.badRequest(
          "request field '%s' must be a %s, not '%s'"
              .formatted(field.name(), type, Shown.text(shown)));
    }
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
