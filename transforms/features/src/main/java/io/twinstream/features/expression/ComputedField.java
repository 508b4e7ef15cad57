package io.twinstream.features.expression;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/**
 * A field whose value is an expression over the fields before it. Numbers are computed as doubles
 * and then, for a decimal or a long, rounded half to even at the scale of the field: the product of
 * two decimals is exact while it has at most 15 digits.
 */
public final class ComputedField {
  private final int slot;
  private final FieldType type;
  private final CompiledExpression<Event> expression;

  private ComputedField(int slot, FieldType type, CompiledExpression<Event> expression) {
    this.slot = slot;
    this.type = type;
    this.expression = expression;
  }

  /**
   * Compiles a computed field of a schema.
   *
   * @throws ExpressionException if its expression is invalid or does not have the type of the field
   */
  public static ComputedField compile(Schema schema, Field field) {
    int slot = schema.slot(field.name());
    Variables<Event> before = EventVariables.of(schema.before(slot));
    CompiledExpression<Event> expression = CompiledExpression.compile(field.expression(), before);
    FeatureType given = expression.type();
    FeatureType needed = field.type().featureType();
    if (!given.isScalar()) {
      throw new ExpressionException(
          1,
          1,
          "a computed field cannot be an array",
          "write the expression under features:, which may be arrays");
    }
    if (given != (needed == FeatureType.LONG ? FeatureType.DOUBLE : needed)) {
      throw new ExpressionException(
          1,
          1,
          "the expression has type "
              + Issues.type(given)
              + ", but the field has type "
              + field.type(),
          "");
    }
    return new ComputedField(slot, field.type(), expression);
  }

  /** Returns the slot of the schema that the field fills. */
  public int slot() {
    return slot;
  }

  /** Reports whether the values are text. */
  public boolean isText() {
    return type.kind() == Kind.STRING;
  }

  /** Returns the text, or null. */
  public String text(Event event) {
    return expression.text(event);
  }

  /** Reports whether the value of a field that is not text is null. */
  public boolean isNull(Event event) {
    return expression.isNull(event);
  }

  /**
   * Returns the bits of a value that is not null, in the form of the field's type; empty if out of
   * range.
   */
  public OptionalLong bits(Event event) {
    return switch (type.kind()) {
      case BOOLEAN, TIMESTAMP -> OptionalLong.of(expression.bits(event));
      case DOUBLE -> OptionalLong.of(Double.doubleToRawLongBits(expression.number(event)));
      case LONG, DECIMAL -> rounded(expression.number(event));
      case STRING, BYTES, ARRAY -> throw new IllegalStateException(type + " has no bits");
    };
  }

  private OptionalLong rounded(double value) {
    double scaled = value * type.power();
    double nearest = Math.rint(scaled);
    // The error after one rounding is less than a quarter, and the value is not near a tie:
    // certainly right.
    if (Math.abs(scaled) < 0x1p51 && Math.abs(scaled - nearest) < 0.25) {
      return OptionalLong.of((long) nearest);
    }
    BigDecimal exact = new BigDecimal(value).setScale(type.scale(), RoundingMode.HALF_EVEN);
    BigDecimal limit =
        BigDecimal.valueOf(type.kind() == Kind.LONG ? Long.MAX_VALUE : FieldType.MAX_UNSCALED);
    BigDecimal unscaled = exact.movePointRight(type.scale());
    return unscaled.abs().compareTo(limit) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(unscaled.longValueExact());
  }
}
