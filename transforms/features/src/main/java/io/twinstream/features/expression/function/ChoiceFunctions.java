package io.twinstream.features.expression.function;

import static io.twinstream.features.expression.function.FunctionEntry.function;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.twinstream.features.expression.function.FunctionEntry.Builder;
import io.twinstream.features.expression.function.Overload.Origin;
import io.twinstream.features.expression.function.Parameter.Kind;
import io.twinstream.features.expression.node.Node;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Items;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Nulls;
import io.twinstream.features.expression.node.Operands;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Functions that choose between values. */
final class ChoiceFunctions {
  private static final int MAX_ARGUMENTS = 8;

  private ChoiceFunctions() {}

  static Stream<FunctionEntry> all() {
    return Stream.of(
        coalesce()
            .means(
                "The first of two to eight values of one type that is not null. A number that is"
                    + " not finite, such as 1 / 0, is null.")
            .nulls("if all arguments are null")
            .example("coalesce(1 / 0, 7)", "7")
            .example("coalesce('a', 'b')", "'a'")
            .build(),
        function("one_hot")
            .origin(Origin.OURS_APART)
            .of(new Parameter("x", Kind.TEXT), new Parameter("values", Kind.VALUES))
            .gives(ListType.create(SimpleType.DOUBLE), ChoiceFunctions::oneHot)
            .means(
                "A number per value, 1 for that of x and else 0, and a last one that is 1 if x is null"
                    + " or another value. A model reads it as as many inputs.")
            .formula("[x = value₁, …, x = valueₙ, none of them]; values are literals")
            .nulls("never")
            .example("one_hot('app', ['web', 'app'])", "[0.0,1.0,0.0]")
            .example("one_hot('tv', ['web', 'app'])", "[0.0,0.0,1.0]")
            .example("one_hot('app', ['web', 'app'])[1]", "1")
            .build());
  }

  private static <C> Node<C> oneHot(Operands<C> o) {
    @SuppressWarnings("unchecked") // Parameter.resolve returns this for its kind.
    Map<String, Integer> index = (Map<String, Integer>) o.literal(1);
    List<ArrayValue> vectors = new ArrayList<>();
    for (int one = 0; one <= index.size(); one++) {
      ArrayValue.Builder vector = ArrayValue.builder(FeatureType.DOUBLE);
      for (int i = 0; i <= index.size(); i++) {
        vector.addDouble(i == one ? 1 : 0);
      }
      vectors.add(vector.build());
    }
    Text<C> x = o.text(0);
    return new Items<>(
        FeatureType.DOUBLE,
        vectors.size(),
        row -> vectors.get(index.getOrDefault(x.text(row), index.size())));
  }

  private static Builder coalesce() {
    Builder builder = function("coalesce").calls("coalesce(a, b, …)").origin(Origin.OURS_APART);
    for (Kind kind : new Kind[] {Kind.NUMBER, Kind.TEXT, Kind.FLAG, Kind.TIMESTAMP}) {
      for (int size = 2; size <= MAX_ARGUMENTS; size++) {
        Parameter[] parameters = new Parameter[size];
        for (int i = 0; i < size; i++) {
          parameters[i] = new Parameter(String.valueOf((char) ('a' + i)), kind);
        }
        CelType type = kind.type();
        builder.of(parameters).gives(type, o -> first(o, parameters.length));
      }
    }
    return builder;
  }

  private static <C> Node<C> first(Operands<C> o, int size) {
    Node<C> chosen = o.node(size - 1);
    for (int i = size - 2; i >= 0; i--) {
      chosen = or(o.node(i), chosen);
    }
    return chosen;
  }

  private static <C> Node<C> or(Node<C> first, Node<C> other) {
    if (first instanceof Num<C> a && other instanceof Num<C> b) {
      return (Num<C>)
          row -> {
            double value = a.number(row);
            return Double.isFinite(value) ? value : Lift.finite(b.number(row));
          };
    } else if (first instanceof Text<C> a && other instanceof Text<C> b) {
      return (Text<C>)
          row -> {
            String value = a.text(row);
            return value != null ? value : b.text(row);
          };
    } else if (first instanceof Flag<C> a && other instanceof Flag<C> b) {
      return (Flag<C>)
          row -> {
            int value = a.flag(row);
            return value != Nulls.UNKNOWN ? value : b.flag(row);
          };
    }
    Moment<C> a = (Moment<C>) first;
    Moment<C> b = (Moment<C>) other;
    return (Moment<C>)
        row -> {
          long value = a.value(row);
          return Nulls.isNull(value) ? b.value(row) : value;
        };
  }
}
