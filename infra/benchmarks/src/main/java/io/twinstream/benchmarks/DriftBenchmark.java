package io.twinstream.benchmarks;

import io.twinstream.offline.models.drift.DriftWatch;
import io.twinstream.offline.models.drift.DriftWatch.Figures;
import io.twinstream.offline.models.drift.DriftWatch.Window;
import io.twinstream.offline.models.drift.SummaryCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the server's watch for drift costs: per summarized row, and per computation of figures. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DriftBenchmark {
  private static final int INPUTS = 26;
  private static final int ROWS = 1 << 12;
  private static final long STEP_MILLIS = 10;

  private final float[][] rows = new float[ROWS][INPUTS];
  private DriftWatch watch;
  private int next;

  /** Fills a day. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    List<String> inputs = IntStream.range(0, INPUTS).mapToObj(i -> "f" + i).toList();
    List<String> columns = new ArrayList<>(inputs);
    columns.add("score");
    SummaryCounter training = new SummaryCounter(columns);
    for (float[] row : rows) {
      for (int i = 0; i < INPUTS; i++) {
        row[i] = i % 3 == 0 ? random.nextInt(20) : (float) Math.exp(2 * random.nextGaussian());
        training.number(i, row[i]);
      }
      training.number(INPUTS, random.nextFloat());
    }
    watch = new DriftWatch(training.summary(), inputs, "score");
    for (int i = 0; i < 300_000; i++) {
      watch.add(i * 300L, rows[i % ROWS], random.nextDouble());
    }
  }

  @Benchmark
  public void add() {
    next++;
    watch.add(90_000_000L + next * STEP_MILLIS, rows[next % ROWS], 0.5);
  }

  @Benchmark
  public List<Map<String, Figures>> figures() {
    return List.of(watch.figures(Window.RECENT), watch.figures(Window.DAY));
  }
}
