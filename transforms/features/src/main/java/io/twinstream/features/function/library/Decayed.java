package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.PowerSum;
import io.twinstream.features.aggregate.column.TileSeries;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Window;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.text.Durations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The number, sum or mean of events whose weight halves with each half-life. All events of a tile
 * have the weight of the tile, as {@link HalfLife} gives it.
 */
final class Decayed extends Function {
  enum Kind {
    COUNT,
    SUM,
    MEAN
  }

  private static final Argument HALF_LIFE =
      Argument.duration("half_life", "the time in which the weight of an event halves");
  private static final int MAX_TILES = 100_000;

  private final Kind kind;

  Decayed(String id, Kind kind) {
    super(id);
    this.kind = kind;
  }

  @Override
  public FieldUse fieldUse() {
    return kind == Kind.COUNT ? FieldUse.OPTIONAL : FieldUse.REQUIRED;
  }

  @Override
  public Accepts accepts() {
    return kind == Kind.COUNT ? Accepts.ANY : Accepts.EXACT;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(HALF_LIFE);
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.DOUBLE;
  }

  private static long halfLife(Call call) {
    return Durations.parse(call.text(HALF_LIFE.name())).orElseThrow().toMillis();
  }

  private long[] weights(Call call) {
    if (!(call.window() instanceof Window.Sliding window)) {
      throw new IllegalArgumentException(
          id()
              + " weighs the tiles of a sliding window; write a window of some half-lives, such as"
              + " windows: 7d for half_life: 1d");
    }
    long hop = window.hop().toMillis();
    long tiles = window.width().plus(window.delay()).plus(window.offset()).toMillis() / hop + 2;
    if (tiles > MAX_TILES) {
      throw new IllegalArgumentException(
          id() + " over " + tiles + " tiles; write a longer hop, for at most " + MAX_TILES);
    }
    return HalfLife.weights(hop, halfLife(call), (int) tiles);
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    long[] weights = weights(call);
    long hop = call.window().hop().toMillis();
    if (kind == Kind.COUNT) {
      int at = call.hasField() ? TileSeries.CELLS : TileSeries.COUNT;
      TileSeries tiles =
          call.hasField() ? columns.series(columns.values(call.field())) : columns.series();
      return (row, asOf, out, i) -> {
        BigInteger sum = tiles.weighted(row, at, 1, Math.floorDiv(asOf, hop), weights);
        out.setDouble(i, Exact.ratio(sum, HalfLife.ONE));
      };
    }
    Field field = call.field();
    BigInteger power = BigInteger.TEN.pow(field.type().scale());
    ValueCount values = columns.values(field);
    PowerSum sum = columns.sum(field);
    TileSeries tiles = columns.series(values, sum);
    return Values.ifAny(
        values,
        (row, asOf, out, i) -> {
          long now = Math.floorDiv(asOf, hop);
          BigInteger total = tiles.weighted(row, TileSeries.CELLS + 1, sum.cells(), now, weights);
          BigInteger divisor =
              kind == Kind.SUM
                  ? HalfLife.ONE
                  : tiles.weighted(row, TileSeries.CELLS, 1, now, weights);
          if (divisor.signum() > 0) {
            out.setDouble(i, Exact.ratio(total, divisor.multiply(power)));
          }
        });
  }

  @Override
  public Object naive(Sample sample) {
    Call call = sample.call();
    List<Event> events = call.hasField() ? sample.valued() : sample.events();
    if (events.isEmpty()) {
      return kind == Kind.COUNT ? 0.0 : null;
    }
    Map<Long, BigDecimal> weights = new HashMap<>();
    long hop = call.window().hop().toMillis();
    BigDecimal halfLife = BigDecimal.valueOf(halfLife(call));
    BigDecimal count = BigDecimal.ZERO;
    BigDecimal sum = BigDecimal.ZERO;
    for (Event event : events) {
      long k = Math.floorDiv(sample.asOf(), hop) - Math.floorDiv(event.ts(), hop);
      BigDecimal weight =
          weights.computeIfAbsent(k, age -> weight(BigDecimal.valueOf(age * hop), halfLife));
      count = count.add(weight);
      if (kind != Kind.COUNT) {
        sum = sum.add(weight.multiply(sample.number(event, call.field())));
      }
    }
    BigDecimal one = BigDecimal.valueOf(2).pow(62);
    return switch (kind) {
      case COUNT -> Moments.quotient(count, one);
      case SUM -> Moments.quotient(sum, one);
      case MEAN -> count.signum() == 0 ? null : Moments.quotient(sum, count);
    };
  }

  /** Returns {@code floor(2^(62 - age / halfLife))}, by its definition. */
  private static BigDecimal weight(BigDecimal age, BigDecimal halfLife) {
    MathContext digits = new MathContext(50);
    BigDecimal[] lives = age.divideAndRemainder(halfLife);
    if (lives[0].intValue() > 62) {
      return BigDecimal.ZERO;
    }
    BigDecimal ln2 = new BigDecimal("0.69314718055994530941723212145817656807550013436026");
    BigDecimal x = lives[1].multiply(ln2).divide(halfLife, digits);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int i = 1; term.compareTo(new BigDecimal("1e-45")) > 0; i++) {
      term = term.multiply(x, digits).divide(BigDecimal.valueOf(i), digits);
      sum = sum.add(term);
    }
    BigDecimal whole = BigDecimal.valueOf(2).pow(62 - lives[0].intValue());
    return new BigDecimal(whole.divide(sum, digits).toBigInteger());
  }

  @Override
  public Card card() {
    String weights =
        ": an event k hops before the newest hop weighs floor(2^62 * 2^(-k * hop / half_life)) /"
            + " 2^62; sliding windows only";
    String example =
        "function: " + id() + ", half_life: 1m" + (kind == Kind.COUNT ? "" : ", field: amount");
    return switch (kind) {
      case COUNT ->
          new Card(
              "the sum of the weights of the events, or with a field of those with a value in it"
                  + weights,
              "0",
              new Card.Example(example, "1 a true, 2 b true, 4 c true", "1h", "1.75"));
      case SUM ->
          new Card(
              "the sum of the values times their weights" + weights,
              "null",
              new Card.Example(example, "4 a true, 2 b true, 4 c true", "1h", "6.0"));
      case MEAN ->
          new Card(
              "the sum of the values times their weights, divided by the sum of the weights"
                  + weights,
              "null; also if all weights are 0",
              new Card.Example(example, "7 a true, - b true, 2 c true", "1h", "3.0"));
    };
  }
}
