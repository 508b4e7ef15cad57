package io.twinstream.benchmarks;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.event.Position;
import io.twinstream.features.expression.Filters;
import io.twinstream.features.time.Zone;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the cost of a function of expressions within a comparison; the first has no function,
 * the last is interpreted.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FunctionBenchmark {
  private static final HolidayCalendar UK =
      new HolidayCalendar(
          "uk",
          new Zone("Europe/London"),
          List.of(2025, 2026),
          List.of(
              LocalDate.of(2025, 12, 25), LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 25)));
  private static final Schema SCHEMA =
      new Schema(
              List.of(
                  new Field("a", FieldType.DOUBLE),
                  new Field("b", FieldType.DOUBLE),
                  new Field("lat", FieldType.DOUBLE),
                  new Field("lon", FieldType.DOUBLE),
                  new Field("t", FieldType.TIMESTAMP),
                  new Field("name", FieldType.STRING),
                  new Field("other", FieldType.STRING),
                  new Field("url", FieldType.STRING),
                  new Field("absent", FieldType.DOUBLE)))
          .withCalendars(Map.of("uk", UK));

  @Param({
    "a > 1",
    "math.abs(a) > 1",
    "math.sqrt(a) > 1",
    "math.exp(a) > 1",
    "math.log(a) > 1",
    "math.log1p(a) > 1",
    "math.pow(a, b) > 1",
    "math.floor(a) > 1",
    "math.ceil(a) > 1",
    "math.round(a) > 1",
    "math.min(a, b) > 1",
    "math.max(a, b, 1, 2) > 1",
    "math.sin(a) > 1",
    "math.cos(a) > 1",
    "math.atan2(a, b) > 1",
    "clip(a, 0, 10) > 1",
    "scale(a, 10, 2) > 1",
    "zscore(a, 10, 2) > 1",
    "minmax(a, 0, 10) > 1",
    "bucketize(a, [1, 5, 10, 50, 100]) > 1",
    "coalesce(absent, a) > 1",
    "haversine(lat, lon, a, b) > 1",
    "speed(a, b) > 1",
    "hour(t, 'Europe/London') > 1",
    "day_of_week(t, 'Europe/London') > 1",
    "is_weekend(t, 'Europe/London')",
    "is_night(t, 'Europe/London', 22, 6)",
    "is_holiday(t, 'uk')",
    "days_between(t, t, 'Europe/London') > 1",
    "t.getHours('Europe/London') > 1",
    "lower(name) == 'a'",
    "upper(name) == 'a'",
    "prefix(name, 4) == 'a'",
    "domain(url) == 'a'",
    "name.matches('^merchant_[0-9]+$')",
    "levenshtein(name, other) > 1",
    "hash_bucket(name, 1000) > 1",
    "[a].exists(x, math.abs(x) > 1)"
  })
  public String expression;

  private EventPredicate compiled;
  private Event event;

  @Setup
  public void setUp() {
    compiled = Filters.compile(SCHEMA, expression);
    long[] bits = {
      Double.doubleToRawLongBits(12.34),
      Double.doubleToRawLongBits(-0.5),
      Double.doubleToRawLongBits(51.5),
      Double.doubleToRawLongBits(-0.12),
      1_772_600_767_008L,
      0,
      0,
      0,
      0
    };
    String[] texts = {
      null,
      null,
      null,
      null,
      null,
      "merchant_1234",
      "merchent_124",
      "https://www.shop.example.com/cart?item=17",
      null
    };
    boolean[] present = {true, true, true, true, true, true, true, true, false};
    event = new Event(new Position("benchmark", 0, 0), 0, 0, "", 0, bits, texts, present);
  }

  @Benchmark
  public boolean test() {
    return compiled.test(event);
  }
}
