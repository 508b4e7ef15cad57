package io.twinstream.offline.models.drift;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.twinstream.offline.models.drift.DriftWatch.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DriftWatchTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final List<String> INPUTS = List.of("x");

  private static float[] row(SplittableRandom random, double mean) {
    return new float[] {(float) (mean + random.nextGaussian())};
  }

  private static DriftWatch watch() {
    SplittableRandom random = new SplittableRandom(1);
    SummaryCounter counter = new SummaryCounter(List.of("x", "score"));
    for (int i = 0; i < 20_000; i++) {
      counter.number(0, row(random, 0)[0]);
      counter.number(1, (float) random.nextDouble());
    }
    return new DriftWatch(counter.summary(), INPUTS, "score");
  }

  private static ColumnDrift column(DriftWatch watch, Window window, String name) {
    return watch.drift(window).orElseThrow().columns().stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void withoutRowsThereIsNothingToCompare() {
    assertThat(watch().drift(Window.RECENT), is(Optional.empty()));
    assertThat(watch().drift(Window.DAY), is(Optional.empty()));
  }

  @Test
  void recentIsTheNewestRowsAndTheDayIsWholeHours() {
    DriftWatch watch = watch();
    SplittableRandom random = new SplittableRandom(2);
    for (int hour = 0; hour < 60; hour++) {
      for (int i = 0; i < 700; i++) {
        watch.add(hour * HOUR + i, row(random, 0), random.nextDouble());
      }
      long recent = column(watch, Window.RECENT, "x").current().rows();
      assertThat((double) recent, closeTo(Math.min(2_250, (hour + 1) * 700), 250));
      boolean isWhole = hour >= 24;
      assertThat("hour " + hour, watch.drift(Window.DAY).isPresent(), is(isWhole));
      if (isWhole) {
        assertThat(column(watch, Window.DAY, "x").current().rows(), is(25 * 700L));
        assertThat(column(watch, Window.DAY, "x").psi(), lessThan(0.02));
      }
    }
    assertThat(watch.rows(), is(60 * 700L));
  }

  @Test
  void figuresAreThoseOfTheWholeComparison() {
    DriftWatch watch = watch();
    SplittableRandom random = new SplittableRandom(4);
    assertThat(watch.figures(Window.RECENT), is(Map.of()));
    for (int i = 0; i < 30_000; i++) {
      watch.add(i * 3_000L, row(random, .5), i % 9 == 0 ? Double.NaN : random.nextDouble());
    }
    for (Window window : Window.values()) {
      for (ColumnDrift column : watch.drift(window).orElseThrow().columns()) {
        DriftWatch.Figures figures = watch.figures(window).get(column.name());
        assertThat(figures.psi(), is(column.psi()));
        assertThat(figures.noise(), is(column.noise()));
        assertThat(figures.missingShare(), is(column.current().missingShare()));
      }
    }
  }

  @Test
  void shiftFillsTheRecentWindow() {
    DriftWatch watch = watch();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 10_000; i++) {
      watch.add(i, row(random, 0), random.nextDouble());
    }
    assertThat(column(watch, Window.RECENT, "x").psi(), lessThan(0.05));
    for (int i = 0; i < DriftWatch.RECENT_ROWS + 500; i++) {
      watch.add(10_000 + i, row(random, 2), random.nextDouble());
    }
    assertThat(column(watch, Window.RECENT, "x").psi(), greaterThan(1.0));
    assertThat(
        "the score did not change", column(watch, Window.RECENT, "score").psi(), lessThan(0.05));
  }
}
