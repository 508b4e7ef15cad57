package io.twinstream.features.aggregate.column.quantile;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notANumber;

import io.twinstream.features.definition.FieldType;
import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketScaleTest {
  private static BucketScale scale(FieldType type, String error) {
    return new BucketScale(type, new BigDecimal(error));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.001", "0.01", "0.2"})
  void aBucketHasTheNumbersUpToItsBoundAndNoOthers(String error) {
    BucketScale scale = scale(FieldType.DOUBLE, error);
    for (int i = -600; i < 600; i++) {
      double bound = scale.bound(i);
      assertThat(scale.index(bound), is(i));
      assertThat(scale.index(Math.nextDown(bound)), is(i));
      assertThat(scale.index(Math.nextUp(bound)), is(i + 1));
    }
  }

  @Property(tries = 300)
  void theValueOfABucketIsWithinTheError(@ForAll long seed) {
    Random random = new Random(seed);
    String error = new String[] {"0.001", "0.01", "0.037", "0.2"}[random.nextInt(4)];
    BucketScale scale = scale(FieldType.DOUBLE, error);
    double number = finite(random);
    int index = scale.index(Math.abs(number));
    assertThat(Math.abs(number), lessThanOrEqualTo(scale.bound(index)));
    assertThat(Math.abs(number), greaterThan(scale.bound(index - 1)));
    double value = scale.value(scale.key(Double.doubleToRawLongBits(number)));
    double relative = Math.abs(value / number - 1);
    assertThat(relative, lessThanOrEqualTo(Double.parseDouble(error) * (1 + 1e-9)));
  }

  /** Of any sign and magnitude; neither zero nor below the normal numbers. */
  private static double finite(Random random) {
    double number = 0;
    while (!Double.isFinite(number) || Math.abs(number) < Double.MIN_NORMAL) {
      number = Double.longBitsToDouble(random.nextLong());
    }
    return number;
  }

  @Property(tries = 30)
  void keysHaveTheOrderOfNumbers(@ForAll long seed) {
    Random random = new Random(seed);
    BucketScale scale = scale(FieldType.DOUBLE, "0.05");
    double[] numbers =
        DoubleStream.concat(
                DoubleStream.of(0, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MAX_VALUE),
                DoubleStream.generate(() -> finite(random)).limit(100))
            .sorted()
            .toArray();
    int previous = -scale.greatestKey();
    for (double number : numbers) {
      int key = scale.key(Double.doubleToRawLongBits(number + 0.0));
      assertThat(key >= previous, is(true));
      previous = key;
    }
    assertThat(previous, is(scale.greatestKey()));
  }

  @Test
  void theLeastNumberOfATypeHasTheFirstBucket() {
    BucketScale cents = scale(FieldType.decimal(2), "0.01");
    assertThat(cents.key(0), is(0));
    assertThat(cents.key(1), is(2));
    assertThat(cents.key(-1), is(-2));
    assertThat(cents.key(Long.MAX_VALUE), is(cents.greatestKey()));
    assertThat(cents.value(cents.key(12_345)), is(122.74516052679877));
  }

  @Test
  void numbersWithoutEnoughBitsHaveNoValue() {
    BucketScale scale = scale(FieldType.DOUBLE, "0.01");
    int key = scale.key(Double.doubleToRawLongBits(-Double.MIN_VALUE));
    assertThat(key, is(-BucketScale.FOLDED));
    assertThat(scale.value(key), is(notANumber()));
    assertThat(scale.value(scale.greatestKey()) > 1e308, is(true));
  }
}
