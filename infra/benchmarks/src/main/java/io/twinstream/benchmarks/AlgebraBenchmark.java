package io.twinstream.benchmarks;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import java.nio.file.Path;
import java.util.Random;
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
 * Measures the cost of one operation on a state: 3 windows x 3 aggregates, with an event every
 * {@code gap} seconds. Run with {@code
 * -Dtwinstream.definitions=infra/benchmarks/definitions/throughput.yaml}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AlgebraBenchmark {
  private static final long START = 1_700_000_000_000L;
  private static final int ENTITIES = 1_000;

  /** Seconds between two events of the entity. */
  @Param({"10", "3600"})
  public int gap;

  private CompiledView view;
  private EntityState[] states;
  private byte[][] bytes;
  private Event[] events;
  private int next;
  private long now;

  @Setup
  public void setUp() {
    Project project = Definitions.load(Path.of(System.getProperty("twinstream.definitions")));
    view = CompiledView.of(project, project.view("spend@1"));
    states = new EntityState[ENTITIES];
    bytes = new byte[ENTITIES][];
    events = new Event[ENTITIES];
    Random random = new Random(1);
    long span = 40_000;
    for (int entity = 0; entity < ENTITIES; entity++) {
      EntityState state = view.empty();
      for (long at = 0; at < span; at += gap) {
        state = view.add(state, event(entity, START + at * 1_000 + random.nextInt(1_000), random));
      }
      states[entity] = state;
      bytes[entity] = view.encode(state);
      events[entity] = event(entity, START + span * 1_000 + random.nextInt(10_000), random);
    }
    now = START + span * 1_000 + 10_000;
  }

  @Benchmark
  public EntityState add() {
    next = (next + 1) % ENTITIES;
    return view.add(states[next], events[next]);
  }

  @Benchmark
  public byte[] encode() {
    next = (next + 1) % ENTITIES;
    return view.encode(states[next]);
  }

  @Benchmark
  public EntityState decode() {
    next = (next + 1) % ENTITIES;
    return view.decode(bytes[next]);
  }

  @Benchmark
  public FeatureRow evaluate() {
    next = (next + 1) % ENTITIES;
    return view.evaluate(states[next], now);
  }

  private static Event event(int entity, long ts, Random random) {
    long cents = 100 + random.nextInt(50_000);
    long[] bits = {0, 0, 0, cents, 0, 0, ts};
    String[] texts = {"id" + ts, "user" + entity, "m1", null, "EUR", "phone", null};
    boolean[] present = {true, true, true, true, true, true, true};
    return new Event(
        new Position("payments", 0, ts), ts, ts, texts[0], random.nextLong(), bits, texts, present);
  }
}
