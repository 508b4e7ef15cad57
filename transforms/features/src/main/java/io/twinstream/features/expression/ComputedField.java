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
 * and then, for a decimal or a long, rounded half to even at the field's scale: the product of two
 * decimals is exact while it has up to 15 digits.
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
   * @throws ExpressionException if its expression is not valid or does not give the field's type
   */
  public static ComputedField compile(Schema schema, Field field) {
    int slot = schema.slot(field.name());
    Variables<Event> before = EventVariables.of(new Schema(schema.fields().subList(0, slot)));
    CompiledExpression<Event> expression = CompiledExpression.compile(field.expression(), before);
    FeatureType given = expression.type();
    FeatureType needed = field.type().featureType();
    if (given != (needed == FeatureType.LONG ? FeatureType.DOUBLE : needed)) {
      throw new ExpressionException(
          1, 1, "its expression gives " + Issues.type(given) + ", its type is " + field.type(), "");
    }
    return new ComputedField(slot, field.type(), expression);
  }

  /** Which slot of the schema it fills. */
  public int slot() {
    return slot;
  }

  /** Whether its values are text. */
  public boolean isText() {
    return type.kind() == Kind.STRING;
  }

  /** The text, or null. */
  public String text(Event event) {
    return expression.text(event);
  }

  /** Whether the value is null, for a field that is no text. */
  public boolean isNull(Event event) {
    return expression.isNull(event);
  }

  /**
   * The bits of a value that is not null, as the field's type holds them; empty if out of range.
   */
  public OptionalLong bits(Event event) {
    return switch (type.kind()) {
      case BOOLEAN, TIMESTAMP -> OptionalLong.of(expression.bits(event));
      case DOUBLE -> OptionalLong.of(Double.doubleToRawLongBits(expression.number(event)));
      case LONG, DECIMAL -> rounded(expression.number(event));
      case STRING -> throw new IllegalStateException("text has no bits");
    };
  }

  private OptionalLong rounded(double value) {
    double scaled = value * type.power();
    double nearest = Math.rint(scaled);
    // Off by less than a quarter after one rounding, and not near a tie: surely right.
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
