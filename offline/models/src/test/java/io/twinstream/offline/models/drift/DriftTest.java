package io.twinstream.offline.models.drift;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class DriftTest {

  private static NumberSummary sample(long seed, int n, DoubleUnaryOperator of) {
    return MeasuresTest.summary(new SplittableRandom(seed).doubles(n).map(of).toArray());
  }

  private static CategorySummary text(Map<String, Integer> counts) {
    SummaryCounter counter = new SummaryCounter(List.of("x"));
    counts.forEach(
        (name, n) -> {
          for (int i = 0; i < n; i++) {
            counter.text(0, name);
          }
        });
    return (CategorySummary) counter.summary().columns().get("x");
  }

  @Test
  void binsHaveAboutATenthOfTheReferenceEach() {
    NumberSummary reference = sample(1, 10_000, x -> 1 + 9 * x);
    Bins bins = Bins.of(reference, sample(2, 500, x -> 1 + 9 * x));
    assertThat(bins.labels().size(), is(10));
    assertThat(Measures.total(bins.reference()), is(10_000L));
    assertThat(Measures.total(bins.current()), is(500L));
    for (long count : Arrays.copyOf(bins.reference(), 9)) {
      assertThat((double) count, closeTo(1_000, 250));
    }
  }

  @Test
  void numbersOutsideOfTheReferenceHaveTheirOwnBins() {
    Bins bins = Bins.of(MeasuresTest.summary(5, 5), MeasuresTest.summary(-3, 5, 99));
    assertThat(bins.labels(), contains("below 4.953", "to 5.053", "above"));
    assertThat(bins.reference(), is(new long[] {0, 2, 0}));
    assertThat(bins.current(), is(new long[] {1, 1, 1}));
  }

  /** A constant that becomes another would be in the same bin if there was only one. */
  @Test
  void changedConstantIsDrift() {
    ColumnDrift drift = ColumnDrift.of("x", sample(1, 1000, x -> 3), sample(1, 1000, x -> 4));
    assertThat(drift.isDrift(0.2), is(true));
    assertThat(drift.order().ks(), closeTo(1, 1e-12));
  }

  @Test
  void missingValuesAreABin() {
    NumberSummary reference = sample(1, 9_700, x -> x);
    ColumnDrift drift =
        ColumnDrift.of(
            "x", reference.withMissing(300), sample(2, 4_000, x -> x).withMissing(1_000));
    assertThat(drift.reference().missingShare(), closeTo(.03, 1e-12));
    assertThat(drift.current().missingShare(), closeTo(.2, 1e-12));
    // (.2 - .03) ln(.2 / .03) + (.8 - .97) ln(.8 / .97) = .355, and the noise of ten more bins.
    assertThat(drift.psi(), closeTo(.355, .02));
    assertThat("KS is of the values", drift.order().ks(), lessThan(.08));
  }

  @Test
  void textIsComparedByItsMostFrequentCategories() {
    Map<String, Integer> many = new TreeMap<>(Map.of("FR", 400, "DE", 300));
    for (int i = 0; i < 60; i++) {
      many.put("x" + i, 5);
    }
    ColumnDrift drift = ColumnDrift.of("x", text(many), text(Map.of("DE", 50, "IT", 50)));
    assertThat(drift.bins().labels().subList(0, 3), contains("FR", "DE", "x0"));
    assertThat(drift.bins().labels().get(drift.bins().labels().size() - 1), is("other"));
    assertThat(Measures.total(drift.bins().reference()), is(1_000L));
    assertThat(Measures.total(drift.bins().current()), is(100L));
    assertThat(drift.order(), nullValue());
    assertThat(drift.isDrift(0.2), is(true));
  }

  @Test
  void typesMustAgree() {
    DriftException e =
        assertThrows(
            DriftException.class,
            () -> ColumnDrift.of("country", text(Map.of("FR", 1)), MeasuresTest.summary(1)));
    assertThat(
        e.getMessage(),
        is("column 'country' has text in the reference and numbers in the compared rows"));
  }

  @Test
  void columnsOfOneSideAreNamed() {
    Summary reference =
        Summary.NONE.with("a", MeasuresTest.summary(1)).with("b", text(Map.of("x", 1)));
    Summary current =
        Summary.NONE.with("b", text(Map.of("x", 1))).with("c", MeasuresTest.summary(1));
    Drift drift = Drift.of(reference, current);
    assertThat(drift.onlyReference(), contains("a"));
    assertThat(drift.onlyCurrent(), contains("c"));
    DriftException e =
        assertThrows(
            DriftException.class,
            () -> Drift.of(reference, Summary.NONE.with("d", MeasuresTest.summary(1))));
    assertThat(
        e.getMessage(),
        containsString("only the reference has [a, b], only the compared rows have [d]"));
  }

  /** Without drift, the index has the mean that is stated, and the limit is far in its tail. */
  @Test
  void noiseIsAsStated() {
    for (int[] size : new int[][] {{1_000, 300}, {5_000, 1_000}, {500, 2_000}}) {
      double sum = 0;
      double greatest = 0;
      double least = Double.MAX_VALUE;
      double mean = 0;
      int rounds = 100;
      for (int round = 0; round < rounds; round++) {
        DoubleUnaryOperator exponential = x -> -Math.log1p(-x);
        ColumnDrift drift =
            ColumnDrift.of(
                "x",
                sample(round, size[0], exponential),
                sample(10_000 + round, size[1], exponential));
        sum += drift.psi();
        greatest = Math.max(greatest, drift.psi());
        least = Math.min(least, drift.noise());
        mean += Noise.mean(drift.bins().labels().size(), size[0], size[1]) / rounds;
        assertThat(drift.isDrift(0), is(false));
      }
      assertThat(sum / rounds, closeTo(mean, 0.25 * mean));
      assertThat(greatest, lessThan(least));
      assertThat(least, lessThan(6 * mean));
    }
    // Chi-square with ten degrees of freedom is above 46.86 with a probability of one in a million.
    assertThat(Noise.limit(11, 1, Long.MAX_VALUE), closeTo(46.86, 1.2));
    assertThat(Noise.limit(11, 1_000_000, 1_000), lessThan(.05));
    assertThat(Noise.limit(11, 1_000_000, 100), greaterThan(.4));
  }
}
