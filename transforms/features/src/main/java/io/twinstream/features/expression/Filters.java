package io.twinstream.features.expression;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.row.FeatureType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compiles filters of aggregations: predicates over the fields of an event. */
public final class Filters {
  private Filters() {}

  /**
   * Compiles a predicate over the fields of a source.
   *
   * @throws ExpressionException if the expression is invalid or not boolean
   */
  public static EventPredicate compile(Schema schema, String cel) {
    return new Filter(schema, cel);
  }

  /** Returns the fields whose names occur in an expression: those that it reads, and maybe more. */
  public static List<String> fields(Schema schema, String cel) {
    Set<String> words = new HashSet<>(Arrays.asList(cel.split("[^A-Za-z0-9_]+")));
    return schema.fields().stream()
        .map(Field::name)
        .filter(name -> words.contains(name) || name.indexOf('.') > 0 && cel.contains(name))
        .toList();
  }

  /** Serialized as its text and compiled again after deserialization. */
  private static final class Filter implements EventPredicate {
    private static final long serialVersionUID = 1;

    private final Schema schema;
    private final String cel;
    private final transient CompiledExpression<Event> compiled;

    Filter(Schema schema, String cel) {
      this.schema = schema;
      this.cel = cel;
      this.compiled = CompiledExpression.compile(cel, EventVariables.of(schema));
      if (compiled.type() != FeatureType.BOOLEAN) {
        throw new ExpressionException(
            1,
            1,
            "a filter must be true or false, this is a " + Issues.type(compiled.type()),
            "compare it with something");
      }
    }

    private Object readResolve() {
      return new Filter(schema, cel);
    }

    @Override
    public boolean test(Event event) {
      return compiled.isTrue(event);
    }

    @Override
    public String toString() {
      return cel;
    }
  }
}
