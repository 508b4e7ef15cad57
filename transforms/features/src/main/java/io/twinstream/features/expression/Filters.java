package io.twinstream.features.expression;

import com.google.protobuf.Timestamp;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Filters of aggregations: predicates over the fields of an event. */
public final class Filters {
  private Filters() {}

  /**
   * Compiles a predicate over a source's fields.
   *
   * @throws ExpressionException if it is not a valid expression of boolean type
   */
  public static EventPredicate compile(Schema schema, String cel) {
    return new Filter(schema, cel);
  }

  static CelType type(FieldType type) {
    return switch (type.kind()) {
      case STRING -> SimpleType.STRING;
      case LONG, DECIMAL, DOUBLE -> SimpleType.DOUBLE;
      case BOOLEAN -> SimpleType.BOOL;
      case TIMESTAMP -> SimpleType.TIMESTAMP;
    };
  }

  private static final class Filter implements EventPredicate {
    private static final long serialVersionUID = 1;

    private final List<Field> fields;
    private final String cel;
    private transient Schema schema;
    private transient CelRuntime.Program program;

    Filter(Schema schema, String cel) {
      this.fields = schema.fields();
      this.cel = cel;
      compile();
    }

    private void compile() {
      schema = new Schema(fields);
      Map<String, CelType> variables = new LinkedHashMap<>();
      fields.forEach(field -> variables.put(field.name(), type(field.type())));
      CelAbstractSyntaxTree ast = Language.check(cel, variables);
      if (!ast.getResultType().equals(SimpleType.BOOL)) {
        throw new ExpressionException(
            1,
            1,
            "a filter must be true or false, not a " + ast.getResultType().name(),
            "compare it with something");
      }
      program = Language.program(ast);
    }

    private Object readResolve() {
      compile();
      return this;
    }

    @Override
    public boolean test(Event event) {
      try {
        return Boolean.TRUE.equals(program.eval((CelVariableResolver) name -> value(event, name)));
      } catch (CelEvaluationException e) {
        return false; // an error is null, and null does not count
      }
    }

    private Optional<Object> value(Event event, String name) {
      if (name.startsWith(Language.PRESENCE)) {
        return Optional.of(!event.isNull(schema.slot(name.substring(Language.PRESENCE.length()))));
      }
      int slot = schema.slot(name);
      if (event.isNull(slot)) {
        return Optional.empty();
      }
      long bits = event.bits(slot);
      return Optional.of(
          switch (schema.field(slot).type().kind()) {
            case STRING -> event.text(slot);
            case LONG -> (double) bits;
            case DECIMAL -> schema.field(slot).type().toDouble(bits);
            case DOUBLE -> Double.longBitsToDouble(bits);
            case BOOLEAN -> bits != 0;
            case TIMESTAMP ->
                Timestamp.newBuilder()
                    .setSeconds(Math.floorDiv(bits, 1000L))
                    .setNanos((int) Math.floorMod(bits, 1000L) * 1_000_000)
                    .build();
          });
    }
  }
}
