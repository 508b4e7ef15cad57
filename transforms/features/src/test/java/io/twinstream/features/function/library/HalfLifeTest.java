package io.twinstream.features.function.library;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class HalfLifeTest {
  private static final int MANY = 100_000;

  @Test
  void weightsAreTheFloorOfTheirPower() {
    int halfLife = 7;
    long[] weights = HalfLife.weights(2, halfLife, MANY);

    assertThat(weights.length, is(62 * 7 / 2 + 1));
    for (int k = 0; k < weights.length; k++) {
      // w <= 2^(62 - 2k/7) < w + 1, to the seventh power.
      BigInteger power = BigInteger.TWO.pow(62 * halfLife - 2 * k);
      BigInteger weight = BigInteger.valueOf(weights[k]);
      assertThat(weight.pow(halfLife).compareTo(power) <= 0, is(true));
      assertThat(weight.add(BigInteger.ONE).pow(halfLife).compareTo(power) > 0, is(true));
    }
  }

  @Test
  void wholeHalfLivesAreExact() {
    assertThat(
        HalfLife.weights(1, 1, 5),
        is(new long[] {1L << 62, 1L << 61, 1L << 60, 1L << 59, 1L << 58}));
    assertThat(HalfLife.weights(5, 1, MANY)[12], is(1L << 2));
    assertThat(HalfLife.weights(100, 1, MANY), is(new long[] {1L << 62}));
  }

  /** A change of these weights changes features that teams have stored. */
  @Test
  void weightsEqualTheGoldenWeights() {
    long[] golden = {
      4_611_686_018_427_387_904L,
      4_600_600_138_056_622_094L,
      4_589_540_906_669_135_687L,
      4_578_508_260_204_314_094L
    };
    assertThat(HalfLife.weights(300_000, 86_400_000, 4), is(golden));
    assertThat(HalfLife.weights(3_600_000, 604_800_000, MANY)[1_000], is(74_475_687_142_661_216L));
  }
}
