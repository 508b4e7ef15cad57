package io.twinstream.features.function.library;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.aggregate.column.Distinct;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.math.BigInteger;
import java.util.List;

/** The number of distinct values of a field: exact up to a cap, an estimate above it. */
final class DistinctCount extends Function {
  private static final String CAP = "cap";
  private static final int DEFAULT_CAP = 256;

  DistinctCount() {
    super("distinct");
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.integer(
            CAP, DEFAULT_CAP, 1, 65_536, "the number of values up to which the result is exact"));
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.LONG;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field field = call.field();
    int slot = call.slot(field);
    int cap = call.integer(CAP);
    Distinct distinct = columns.place((c, o) -> new Distinct(c, o, slot, field, cap));
    return (row, asOf, out, i) -> out.setBits(i, distinct.estimate(row));
  }

  @Override
  public Object naive(Sample sample) {
    Field field = sample.call().field();
    int slot = sample.call().slot(field);
    int cap = sample.call().integer(CAP);
    boolean text = field.type().kind() == FieldType.Kind.STRING;
    List<BigInteger> hashes =
        sample.valued().stream()
            .map(
                e ->
                    text
                        ? Hashing.xxh3_64().hashCharsToLong(e.text(slot))
                        : Hashing.xxh3_64().hashLongLongToLong(e.bits(slot), 0))
            .map(hash -> new BigInteger(Long.toUnsignedString(hash)))
            .distinct()
            .sorted()
            .toList();
    return hashes.size() <= cap
        ? (long) hashes.size()
        : Math.round(cap * 0x1p64 / hashes.get(cap).doubleValue());
  }

  @Override
  public Card card() {
    return new Card(
        "the number of distinct values, from the cap + 1 least hashes of them",
        "0",
        "exact up to cap values; above, an unbiased estimate with a relative standard error of"
            + " about 1/sqrt(cap - 1)",
        new Card.Example(
            "function: distinct, field: merchant", "1 a true, 2 b true, 3 a true", "2"));
  }
}
