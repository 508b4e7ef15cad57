package io.twinstream.pipelines.check;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds differences between rows and the expected result of SQL. */
final class Differences {
  /** The allowed difference of a mean or deviation from SQL's, which adds doubles one by one. */
  private static final double RELATIVE = 1e-9;

  private static final int SHOWN = 10;

  private Differences() {}

  /** The first differences in the expected columns, by the rows' ids. */
  static List<String> between(
      Map<Object, Map<String, Object>> expected, Map<Object, Map<String, Object>> actual) {
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (id, row) ->
            row.forEach(
                (column, value) -> {
                  Object other = actual.get(id).get(column);
                  if (!equal(value, other) && differences.size() < SHOWN) {
                    differences.add(id + " " + column + ": SQL " + value + ", row " + other);
                  }
                }));
    return differences;
  }

  /** Compares doubles approximately if SQL computes with doubles, everything else exactly. */
  private static boolean equal(Object sql, Object row) {
    if (sql instanceof Double x && row instanceof Double y) {
      return Math.abs(x - y) <= RELATIVE * Math.abs(x);
    }
    if (sql instanceof BigDecimal x && row instanceof Double y) {
      return x.doubleValue() == y;
    }
    if (sql instanceof BigInteger x && row instanceof Double y) {
      return x.doubleValue() == y;
    }
    return Objects.equals(sql, row);
  }
}
