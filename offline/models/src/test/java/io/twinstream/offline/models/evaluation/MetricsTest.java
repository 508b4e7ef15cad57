package io.twinstream.offline.models.evaluation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notANumber;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.offline.models.learning.Fixtures;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricsTest {
  /** 78 scores for 300 rows, so most are tied; the numbers are scikit-learn's. */
  @Test
  void equalScikitLearn() throws IOException {
    Fixtures.Scored scored = Fixtures.metrics();
    Evaluation evaluation =
        Evaluation.of(scored.rows(), Fixtures.all(scored.rows()), scored.scores(), 5);
    assertThat(evaluation.metric(Evaluation.ROC_AUC), closeTo(0.6737846627867169, 1e-12));
    assertThat(evaluation.metric(Evaluation.AVERAGE_PRECISION), closeTo(0.2745872886781357, 1e-12));
    assertThat(evaluation.metric(Evaluation.BRIER), closeTo(0.20685166666666668, 1e-12));
    assertThat(evaluation.metric(Evaluation.cardPrecision(5)), closeTo(0.45, 1e-12));
    assertThat(evaluation.positives(), is(46));
  }

  @Test
  void tiesAreWorthHalfAndTheirOrderDoesNotMatter() {
    double[] flat = {0.5, 0.5, 0.5, 0.5};
    Ranking ranking = Ranking.of(flat, new boolean[] {true, false, false, true});
    assertThat(ranking.rocAuc(), is(0.5));
    assertThat(ranking.averagePrecision(), is(0.5));
    assertThat(ranking.rocCurve(), contains(new Point(0, 0), new Point(1, 1)));

    Random random = new Random(3);
    List<Integer> order =
        new java.util.ArrayList<>(java.util.stream.IntStream.range(0, 200).boxed().toList());
    double[] scores = random.doubles(200).map(s -> Math.round(s * 10) / 10.0).toArray();
    boolean[] positive = new boolean[200];
    for (int i = 0; i < 200; i++) {
      positive[i] = random.nextInt(5) == 0;
    }
    Ranking before = Ranking.of(scores, positive);
    Collections.shuffle(order, random);
    double[] shuffled = new double[200];
    boolean[] labels = new boolean[200];
    for (int i = 0; i < 200; i++) {
      shuffled[i] = scores[order.get(i)];
      labels[i] = positive[order.get(i)];
    }
    Ranking after = Ranking.of(shuffled, labels);
    assertThat(after.rocAuc(), is(before.rocAuc()));
    assertThat(after.averagePrecision(), is(before.averagePrecision()));
  }

  @Test
  void perfectAndWorstRankings() {
    double[] scores = {0.9, 0.8, 0.2, 0.1};
    Ranking best = Ranking.of(scores, new boolean[] {true, true, false, false});
    assertThat(best.rocAuc(), is(1.0));
    assertThat(best.averagePrecision(), is(1.0));
    Ranking worst = Ranking.of(scores, new boolean[] {false, false, true, true});
    assertThat(worst.rocAuc(), is(0.0));
    assertThat(worst.averagePrecision(), closeTo((1 / 3.0 + 2 / 4.0) / 2, 1e-15));
  }

  @Test
  void degenerateLabelsHaveNoRankingMetrics() {
    double[] scores = {0.1, 0.9};
    Ranking none = Ranking.of(scores, new boolean[2]);
    assertThat(none.rocAuc(), notANumber());
    assertThat(none.averagePrecision(), notANumber());
    Ranking only = Ranking.of(scores, new boolean[] {true, true});
    assertThat(only.rocAuc(), notANumber());
    assertThat(only.averagePrecision(), is(1.0));
    Ranking empty = Ranking.of(new double[0], new boolean[0]);
    assertThat(empty.rocAuc(), notANumber());
    assertThat(empty.averagePrecision(), notANumber());
    assertThat(Reliability.brier(new double[0], new boolean[0]), notANumber());
    assertThrows(
        IllegalArgumentException.class,
        () -> Ranking.of(new double[] {Double.NaN}, new boolean[1]));
  }

  @Test
  void cardsGoByTheirGreatestScoreAndAreCaughtOnce() {
    long day = 86_400_000;
    int[] cards = {1, 1, 2, 3, 1, 2, 3};
    long[] times = {0, 5, 6, 7, day, day + 1, 2 * day - 1};
    double[] scores = {0.1, 0.9, 0.8, 0.2, 0.99, 0.5, 0.6};
    boolean[] positive = {true, false, false, true, true, true, false};
    // Day 1: cards 1 (by its 0.9; positive by the other row) and 2. Day 2: 1 is caught; 3 and 2.
    assertThat(CardPrecision.at(2, scores, positive, cards, times), is(0.5));
    // Day 1: card 1. Day 2: card 3, which is not.
    assertThat(CardPrecision.at(1, scores, positive, cards, times), is(0.5));
    // Day 1: 1 and 3 of at most 4. Day 2: 2 of those left.
    assertThat(CardPrecision.at(4, scores, positive, cards, times), is((0.5 + 0.25) / 2));
  }

  @Test
  void calibrationCurveHasBinsByLogOdds() {
    double[] p = {0.001, 0.002, 0.002, 0.3, 0.4, 0, 1};
    boolean[] y = {false, true, false, true, false, false, true};
    assertThat(
        Reliability.curve(p, y),
        contains(
            new Point(0, 0),
            new Point((0.001 + 0.002 + 0.002) / 3, 1 / 3.0),
            new Point((0.3 + 0.4) / 2, 0.5),
            new Point(1, 1)));
    assertThat(Reliability.curve(new double[0], new boolean[0]).size(), is(0));
  }
}
