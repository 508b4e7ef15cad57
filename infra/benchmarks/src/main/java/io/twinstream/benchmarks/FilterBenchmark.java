package io.twinstream.benchmarks;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.event.Position;
import io.twinstream.features.expression.Filters;
import java.util.List;
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
 * Measures the cost of a filter of an aggregation. The last filter is interpreted, the others are
 * compiled.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FilterBenchmark {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("status", FieldType.STRING),
              new Field("amount", FieldType.decimal(2)),
              new Field("quantity", FieldType.LONG),
              new Field("time", FieldType.TIMESTAMP)));

  @Param({
    "status == 'approved'",
    "amount > 10",
    "status in ['approved', 'settled'] && amount / quantity > 1",
    "time.getHours() < 6 || has(status)",
    "[amount, 10].exists(x, x > 100)"
  })
  public String filter;

  private EventPredicate compiled;
  private Event event;

  @Setup
  public void setUp() {
    compiled = Filters.compile(SCHEMA, filter);
    event =
        new Event(
            new Position("benchmark", 0, 0),
            0,
            0,
            "",
            0,
            new long[] {0, 1234, 7, 1_772_600_767_008L},
            new String[] {"approved", null, null, null},
            new boolean[] {true, true, true, true});
  }

  @Benchmark
  public boolean test() {
    return compiled.test(event);
  }
}
