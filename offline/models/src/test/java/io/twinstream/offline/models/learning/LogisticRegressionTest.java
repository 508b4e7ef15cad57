package io.twinstream.offline.models.learning;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogisticRegressionTest {
  /** The numbers are scikit-learn's: see {@code python/README.md}. */
  @ParameterizedTest(name = "C = {0}, positive weight {1}")
  @CsvSource({
    "1, 1, 1.347425565256563, 1.1272776632637873, 0.5639342625088144, 0.010544916616233647",
    "0.1, 1, 0.8813598506376775, 0.7748150750130985, 0.331922352905044, 0.031159532803297987",
    "1, 3, 1.2858194939180203, 1.0788717568342323, 0.5366536565409583, 0.034394210918368945"
  })
  void findsTheWeightsOfScikitLearn(
      double c, double positiveWeight, double a, double b, double third, double probability)
      throws IOException {
    LabelledRows rows = Fixtures.metrics().rows();
    int[] all = Fixtures.all(rows);
    Learned learned = new LogisticRegression(1 / c).learn(rows, all, positiveWeight, 0);
    assertThat(learned.importance().get("a"), closeTo(a, 1e-5));
    assertThat(learned.importance().get("b"), closeTo(b, 1e-5));
    assertThat(learned.importance().get("c"), closeTo(third, 1e-5));
    double first = Logistic.probability(learned.margins(rows, all)[0]);
    assertThat(first, closeTo(probability, 1e-6));
  }

  @Test
  void bearsConstantEqualAndAlwaysMissingColumnsAndSeparableRows() {
    float[] values = new float[40 * 4];
    boolean[] positive = new boolean[40];
    for (int i = 0; i < 40; i++) {
      values[i * 4] = i;
      values[i * 4 + 1] = i;
      values[i * 4 + 2] = 1e9f;
      values[i * 4 + 3] = Float.NaN;
      positive[i] = i >= 30;
    }
    LabelledRows rows =
        new LabelledRows(List.of("x", "y", "z", "n"), values, positive, new long[40], new int[0]);
    int[] all = Fixtures.all(rows);
    double[] margins = new LogisticRegression(1e-9).learn(rows, all, 1, 0).margins(rows, all);
    assertThat(margins[29], lessThan(0.0));
    assertThat(margins[30] > 0, is(true));
    for (double margin : margins) {
      assertThat(Double.isFinite(margin), is(true));
    }
  }

  @Test
  void calibrationRepairsWhatWeightsDistort() {
    LabelledRows rows = Fixtures.random(4_000, 1);
    int[] all = Fixtures.all(rows);
    double[] margins = new LogisticRegression(1).learn(rows, all, 9, 0).margins(rows, all);
    double share = rows.positives(all) / 4_000.0;
    Calibration calibration = Calibration.of(margins, rows.positive());
    double before = 0;
    double after = 0;
    for (double margin : margins) {
      before += Logistic.probability(margin) / 4_000;
      after += Logistic.probability(calibration.margin(margin)) / 4_000;
    }
    assertThat(Math.abs(before - share), org.hamcrest.Matchers.greaterThan(0.1));
    assertThat(after, closeTo(share, 1e-6));
  }

  @Test
  void calibrationNeverTurnsTheOrderRound() {
    Calibration upsideDown =
        Calibration.of(new double[] {1, 2, 3, 4}, new boolean[] {true, true, false, false});
    assertThat(upsideDown, is(Calibration.NONE));
  }
}
