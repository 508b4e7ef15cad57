package io.twinstream.features.function;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.event.Event;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All events that a window contains and its filter accepts, in no particular order, from which
 * {@link Function#naive} computes a value directly.
 *
 * @param asOf the effective as-of instant, in milliseconds
 */
public record Sample(Call call, List<Event> events, long asOf) {
  /** Returns the events that have a value in the field of the aggregation. */
  public List<Event> valued() {
    return valued(call.field());
  }

  /** Returns the events that have a value in a field. */
  public List<Event> valued(Field field) {
    int slot = call.slot(field);
    return events.stream().filter(event -> !event.isNull(slot)).toList();
  }

  /** Returns the exact values of the field of the aggregation. */
  public List<BigDecimal> numbers() {
    Field field = call.field();
    return valued(field).stream().map(event -> number(event, field)).toList();
  }

  /** Returns the exact value of a decimal or a long. */
  public BigDecimal number(Event event, Field field) {
    return BigDecimal.valueOf(event.bits(call.slot(field)), field.type().scale());
  }

  /** Returns a value of a field, as {@link io.twinstream.features.row.FeatureRow} holds it. */
  public Object value(Event event, Field field) {
    int slot = call.slot(field);
    return switch (field.type().kind()) {
      case STRING -> event.text(slot);
      case DECIMAL -> number(event, field).doubleValue();
      case DOUBLE -> Double.longBitsToDouble(event.bits(slot));
      case BOOLEAN -> event.bits(slot) != 0;
      case BYTES -> event.bytes(slot);
      case ARRAY -> field.type().toFeature(event.array(slot));
      default -> event.bits(slot);
    };
  }

  /** Returns the order of the values of a field. */
  public Comparator<Event> byValue(Field field) {
    int slot = call.slot(field);
    FieldType type = field.type();
    return switch (type.kind()) {
      case STRING -> (a, b) -> compareText(a.text(slot), b.text(slot));
      case DOUBLE -> Comparator.comparingDouble(e -> Double.longBitsToDouble(e.bits(slot)));
      default -> Comparator.comparingLong(e -> e.bits(slot));
    };
  }

  /** Returns the total order of events that have a value in a field: time, id, value. */
  public Comparator<Event> inTime(Field field) {
    Comparator<Event> byId = (a, b) -> compareText(a.id(), b.id());
    return Comparator.comparingLong(Event::ts).thenComparing(byId).thenComparing(byValue(field));
  }

  private static int compareText(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
