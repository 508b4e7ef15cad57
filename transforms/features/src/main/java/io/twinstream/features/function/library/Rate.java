package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.EdgeTime;
import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.definition.Window.Shape;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The number of events per second, minute, hour or day of the window. */
final class Rate extends Function {
  private static final Argument PER =
      Argument.choice("per", List.of("second", "minute", "hour", "day"), "the unit of time");

  Rate() {
    super("rate");
  }

  @Override
  public FieldUse fieldUse() {
    return FieldUse.OPTIONAL;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(PER);
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.DOUBLE;
  }

  /** Returns the length of the unit in milliseconds. */
  private static long unit(Call call) {
    return switch (call.text(PER.name())) {
      case "second" -> TimeUnit.SECONDS.toMillis(1);
      case "minute" -> TimeUnit.MINUTES.toMillis(1);
      case "hour" -> TimeUnit.HOURS.toMillis(1);
      default -> TimeUnit.DAYS.toMillis(1);
    };
  }

  /** Reports whether the window has no length of its own. */
  private static boolean isUnbounded(Call call) {
    return call.window().shape() == Shape.LIFETIME || call.window().shape() == Shape.LAST;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    int count = call.hasField() ? columns.values(call.field()).cell : Tiles.COUNT;
    BigInteger unit = BigInteger.valueOf(unit(call));
    if (call.window().shape() == Shape.CALENDAR || call.window().shape() == Shape.SESSION) {
      throw new IllegalArgumentException(
          "rate needs a window of one length; write one such as 7d or {tumbling: 1d}, or use"
              + " count");
    }
    if (!isUnbounded(call)) {
      BigInteger width = BigInteger.valueOf(call.window().width().toMillis());
      return (row, asOf, out, i) -> out.setDouble(i, rate(row.get(count), unit, width));
    }
    EdgeTime first = columns.time(false);
    return (row, asOf, out, i) -> {
      if (row.get(Tiles.COUNT) > 0 && asOf > row.get(first.cell)) {
        BigInteger age = BigInteger.valueOf(asOf - row.get(first.cell));
        out.setDouble(i, rate(row.get(count), unit, age));
      }
    };
  }

  private static double rate(long count, BigInteger unit, BigInteger millis) {
    return Exact.ratio(BigInteger.valueOf(count).multiply(unit), millis);
  }

  @Override
  public Object naive(Sample sample) {
    Call call = sample.call();
    long millis = call.window().width().toMillis();
    if (isUnbounded(call)) {
      millis =
          sample.asOf() - sample.events().stream().mapToLong(Event::ts).min().orElse(sample.asOf());
    }
    int count = (call.hasField() ? sample.valued() : sample.events()).size();
    return millis == 0
        ? null
        : Moments.quotient(
            BigDecimal.valueOf(count).multiply(BigDecimal.valueOf(unit(call))),
            BigDecimal.valueOf(millis));
  }

  @Override
  public Card card() {
    return new Card(
        "the number of events, or with a field of those with a value in it, divided by the length"
            + " of the window; over lifetime or the last events, by the time from the first of them"
            + " to the as-of instant; not for windows of the calendar",
        "0; over lifetime or the last events null, also if that time is 0",
        new Card.Example(
            "function: rate, per: minute", "1 a true, 2 b true, 3 c true", "1h", "0.05"));
  }
}
