package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.Distinct;
import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.FirstLast;
import io.twinstream.features.aggregate.column.MinMax;
import io.twinstream.features.aggregate.column.PowerSum;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Function;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.List;
import java.util.Optional;

/** The formula and the result type of each aggregation function. */
final class Formulas {
  private Formulas() {}

  /** Returns the type of an aggregation's values. */
  static FeatureType type(Aggregation aggregation, Optional<FieldType> field) {
    return aggregation.function().type(field);
  }

  /**
   * Returns the formula of an aggregation.
   *
   * @param columns what {@link TableBuilder#columnsFor} returns for the aggregation
   */
  static Formula of(Aggregation aggregation, Optional<FieldType> field, List<Column> columns) {
    return switch (aggregation.function()) {
      case COUNT -> {
        int cell = columns.isEmpty() ? Tiles.COUNT : columns.get(0).cell;
        yield (row, asOf, out, i) -> out.setBits(i, row.get(cell));
      }
      case SUM, MEAN, VARIANCE, STDDEV -> moment(aggregation, field.orElseThrow(), columns);
      case MIN, MAX -> {
        MinMax extreme = (MinMax) columns.get(1);
        yield ifAny(columns.get(0), (row, t, out, i) -> set(out, i, field, extreme.bits(row)));
      }
      case DISTINCT -> {
        Distinct distinct = (Distinct) columns.get(0);
        yield (row, asOf, out, i) -> out.setBits(i, distinct.estimate(row));
      }
      case FIRST, LAST -> {
        FirstLast edge = (FirstLast) columns.get(1);
        yield field.orElseThrow().kind() == FieldType.Kind.STRING
            ? ifAny(columns.get(0), (row, asOf, out, i) -> out.setText(i, edge.text(row)))
            : ifAny(columns.get(0), (row, asOf, out, i) -> set(out, i, field, edge.bits(row)));
      }
      case TIME_SINCE_FIRST, TIME_SINCE_LAST -> {
        int cell = columns.get(0).cell;
        yield (row, asOf, out, i) -> {
          if (row.get(Tiles.COUNT) > 0) {
            out.setDouble(i, Exact.decimal(asOf - row.get(cell), 3));
          }
        };
      }
    };
  }

  private static Formula moment(Aggregation aggregation, FieldType field, List<Column> columns) {
    int values = columns.get(0).cell;
    int scale = field.scale();
    PowerSum sum = (PowerSum) columns.get(1);
    Formula formula =
        switch (aggregation.function()) {
          case SUM -> (row, asOf, out, i) -> out.setDouble(i, ratio(sum, row, 1, scale));
          case MEAN ->
              (row, asOf, out, i) -> out.setDouble(i, ratio(sum, row, row.get(values), scale));
          case VARIANCE, STDDEV -> {
            PowerSum squares = (PowerSum) columns.get(2);
            boolean root = aggregation.function() == Function.STDDEV;
            yield (row, asOf, out, i) -> {
              double variance = variance(squares, sum, row, row.get(values), scale);
              out.setDouble(i, root ? StrictMath.sqrt(variance) : variance);
            };
          }
          default -> throw new AssertionError(aggregation.function());
        };
    return ifAny(columns.get(0), formula);
  }

  private static double variance(
      PowerSum squares, PowerSum sum, Column.Row row, long count, int scale) {
    return squares.isLong(row) && sum.isLong(row)
        ? Exact.variance(squares.asLong(row), sum.asLong(row), count, scale)
        : Exact.variance(squares.asBigInteger(row), sum.asBigInteger(row), count, scale);
  }

  private static double ratio(PowerSum sum, Column.Row row, long count, int scale) {
    return sum.isLong(row)
        ? Exact.ratio(sum.asLong(row), count, scale)
        : Exact.ratio(sum.asBigInteger(row), count, scale);
  }

  private static Formula ifAny(Column values, Formula formula) {
    return (row, asOf, out, i) -> {
      if (row.get(values.cell) > 0) {
        formula.finish(row, asOf, out, i);
      }
    };
  }

  private static void set(FeatureRow out, int i, Optional<FieldType> field, long bits) {
    FieldType type = field.orElseThrow();
    if (type.kind() == FieldType.Kind.DECIMAL) {
      out.setDouble(i, Exact.decimal(bits, type.scale()));
    } else {
      out.setBits(i, bits);
    }
  }
}
