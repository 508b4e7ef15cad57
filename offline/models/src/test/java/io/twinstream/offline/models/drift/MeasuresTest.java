package io.twinstream.offline.models.drift;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeasuresTest {
  private static final double EXACT = 1e-12;

  static Stream<Scipy> samples() {
    return Scipy.all("samples").stream();
  }

  static Stream<Scipy> counts() {
    return Scipy.all("counts").stream();
  }

  /** .4 ln 2 + .4 ln 3 = .27726 + .43944. */
  @Test
  void known() {
    long[] reference = {8, 2};
    long[] current = {4, 6};
    assertThat(Measures.psi(reference, current), closeTo(0.7167, 5e-5));
    assertThat(Measures.psi(current, reference), closeTo(0.7167, 5e-5));
    assertThat(Measures.ks(reference, current), closeTo(0.4, EXACT));
    assertThat(Measures.wasserstein(new double[] {0, 10}, reference, current), closeTo(4, EXACT));
  }

  @Test
  void distancesAreFromZeroToOne() {
    long[] a = {7, 0};
    long[] b = {0, 3};
    assertThat(Measures.jensenShannon(a, b), closeTo(1, EXACT));
    assertThat(Measures.hellinger(a, b), closeTo(1, EXACT));
    assertThat(Measures.ks(a, b), closeTo(1, EXACT));
    for (double none :
        List.of(
            Measures.psi(a, a),
            Measures.jensenShannon(a, a),
            Measures.hellinger(a, a),
            Measures.ks(a, a))) {
      assertThat(none, closeTo(0, EXACT));
    }
  }

  @Test
  void emptyBinCountsAsHalfARow() {
    // (.01 - .5) ln(.01 / .5) + (.99 - .5) ln(.99 / .5), with .01 = .5 / 50 and no row in 50.
    double expected = -.49 * Math.log(.02) + .5 * Math.log(2);
    assertThat(Measures.psi(new long[] {10, 10}, new long[] {0, 50}), closeTo(expected, 1e-9));
  }

  @Test
  void nothingIsUnknown() {
    long[] none = {0, 0};
    long[] some = {1, 2};
    for (double value :
        List.of(
            Measures.psi(none, some),
            Measures.psi(some, none),
            Measures.jensenShannon(none, some),
            Measures.hellinger(some, none),
            Measures.ks(none, some),
            Measures.wasserstein(new double[] {0, 1}, some, none))) {
      assertThat(Double.isNaN(value), is(true));
    }
  }

  @ParameterizedTest
  @MethodSource("counts")
  void equalScipyOfCounts(Scipy it) {
    long[] a = it.referenceCounts();
    long[] b = it.currentCounts();
    assertThat(Measures.psi(a, b), closeTo(it.expected()[0], EXACT));
    assertThat(Measures.jensenShannon(a, b), closeTo(it.expected()[1], EXACT));
    assertThat(Measures.hellinger(a, b), closeTo(it.expected()[2], EXACT));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void equalScipyOfNumbers(Scipy it) {
    long[] a = it.counts(it.reference());
    long[] b = it.counts(it.current());
    assertThat(Measures.ks(a, b), closeTo(it.expected()[0], EXACT));
    assertThat(Measures.wasserstein(it.values(), a, b), closeTo(it.expected()[1], 1e-9));
  }

  /** What summaries add is within what they state. */
  @ParameterizedTest
  @MethodSource("samples")
  void ofSummariesAreWithinTheirError(Scipy it) {
    ColumnDrift drift = ColumnDrift.of("x", summary(it.reference()), summary(it.current()));
    ColumnDrift.Order order = drift.order();
    assertThat(order, notNullValue());
    assertThat(
        it.expected()[0],
        allOf(
            greaterThanOrEqualTo(order.ks() - EXACT), lessThanOrEqualTo(order.ksAtMost() + EXACT)));
    if (!it.name().equals("samples counts")) { // Many equal numbers share a bucket with no other.
      assertThat(order.ksAtMost() - order.ks(), lessThan(0.1));
    }
    assertThat(order.wasserstein(), closeTo(it.expected()[1], order.wassersteinError()));
    assertThat(order.wassersteinError(), lessThan(0.05 * mean(it) + EXACT));
  }

  private static double mean(Scipy it) {
    return Stream.of(it.reference(), it.current())
        .mapToDouble(x -> Arrays.stream(x).map(Math::abs).average().orElseThrow())
        .sum();
  }

  @Test
  void quantilesAreWithinTheirError() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 200; round++) {
      double spread = random.nextDouble(8);
      double[] numbers =
          random
              .doubles(1 + random.nextInt(300))
              .map(x -> (float) (Math.exp(spread * (x - .5)) - (spread > 4 ? 2 : 0)))
              .sorted()
              .toArray();
      NumberSummary summary = summary(numbers);
      for (String q : ColumnDrift.QUANTILES) {
        double exact = numbers[(int) Math.floor(Double.parseDouble(q) * (numbers.length - 1))];
        assertThat(summary.quantile(new BigDecimal(q)), closeTo(exact, 0.010001 * Math.abs(exact)));
      }
    }
  }

  static NumberSummary summary(double... numbers) {
    SummaryCounter counter = new SummaryCounter(List.of("x"));
    for (double number : numbers) {
      counter.number(0, (float) number);
    }
    return (NumberSummary) counter.summary().columns().get("x");
  }
}
