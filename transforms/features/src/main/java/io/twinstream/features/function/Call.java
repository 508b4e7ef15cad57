package io.twinstream.features.function;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Window;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * An aggregation with the fields of its source.
 *
 * @param resolution of the source, in milliseconds
 */
public record Call(Aggregation aggregation, Schema schema, long resolution) {

  public Window window() {
    return aggregation.window();
  }

  /** Reports whether the aggregation names a field. */
  public boolean hasField() {
    return aggregation.field().isPresent();
  }

  /**
   * Returns the field of the aggregation.
   *
   * @throws IllegalArgumentException if it has none
   */
  public Field field() {
    return schema.field(
        aggregation
            .field()
            .orElseThrow(
                () -> new IllegalArgumentException(aggregation.name() + " needs a field")));
  }

  /** Returns the field that an argument names. */
  public Field field(String argument) {
    return schema.field(text(argument));
  }

  /** Returns the slot of a field in events. */
  public int slot(Field field) {
    return schema.slot(field.name());
  }

  public boolean has(String argument) {
    return aggregation.arguments().has(argument);
  }

  public int integer(String argument) {
    return aggregation.arguments().get(argument, Long.class).intValue();
  }

  public boolean flag(String argument) {
    return has(argument) && aggregation.arguments().get(argument, Boolean.class);
  }

  public String text(String argument) {
    return aggregation.arguments().get(argument, String.class);
  }

  public BigDecimal decimal(String argument) {
    return new BigDecimal(text(argument));
  }

  /** Returns the texts of a list; none if it was left out. */
  public List<String> texts(String argument) {
    return Optional.of(argument).filter(this::has).stream()
        .flatMap(name -> ((List<?>) aggregation.arguments().get(name, List.class)).stream())
        .map(String.class::cast)
        .toList();
  }
}
