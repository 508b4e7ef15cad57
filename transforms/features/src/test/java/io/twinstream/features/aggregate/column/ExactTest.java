package io.twinstream.features.aggregate.column;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ExactTest {
  @Property
  void aRatioIsTheNearestDouble(
      @ForAll long sum,
      @ForAll @LongRange(min = 1) long count,
      @ForAll @IntRange(max = 18) int scale) {
    double expected =
        BigDecimal.valueOf(sum, scale)
            .divide(BigDecimal.valueOf(count), new MathContext(200, RoundingMode.HALF_EVEN))
            .doubleValue();
    assertThat(Exact.ratio(sum, count, scale), is(expected));
    assertThat(Exact.ratio(BigInteger.valueOf(sum), count, scale), is(expected));
  }

  @Property
  void aDecimalIsTheNearestDouble(@ForAll long unscaled, @ForAll @IntRange(max = 18) int scale) {
    assertThat(
        Exact.decimal(unscaled, scale),
        is(Double.parseDouble(BigDecimal.valueOf(unscaled, scale).toString())));
  }

  @Property
  void aVarianceIsTheSameInLongArithmetic(
      @ForAll @LongRange(min = 0, max = 1L << 40) long squares,
      @ForAll @LongRange(min = -(1L << 28), max = 1L << 28) long sum,
      @ForAll @LongRange(min = 1, max = 1 << 20) long count,
      @ForAll @IntRange(max = 18) int scale) {
    assertThat(
        Exact.variance(squares, sum, count, scale),
        is(Exact.variance(BigInteger.valueOf(squares), BigInteger.valueOf(sum), count, scale)));
  }

  @Property
  void aVarianceOfAnySizeToo(
      @ForAll long squares, @ForAll long sum, @ForAll @LongRange(min = 1) long count) {
    assertThat(
        Exact.variance(squares, sum, count, 2),
        is(Exact.variance(BigInteger.valueOf(squares), BigInteger.valueOf(sum), count, 2)));
  }

  @Property
  void wideRatiosToo(
      @ForAll
          @BigRange(
              min = "-1000000000000000000000000000000000000000000",
              max = "1000000000000000000000000000000000000000000")
          BigInteger sum,
      @ForAll @LongRange(min = 1) long count) {
    double expected =
        new BigDecimal(sum)
            .divide(BigDecimal.valueOf(count), new MathContext(200, RoundingMode.HALF_EVEN))
            .doubleValue();
    assertThat(Exact.ratio(sum, count, 0), is(expected));
  }

  @Test
  void halfwayCasesGoToEven() {
    long odd = (1L << 53) + 1;
    assertThat(Exact.ratio(odd, 1, 0), is(0x1p53));
    assertThat(Exact.ratio(odd + 2, 1, 0), is(0x1p53 + 4));
  }
}
