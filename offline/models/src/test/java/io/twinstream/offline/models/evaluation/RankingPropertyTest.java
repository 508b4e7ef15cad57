package io.twinstream.offline.models.evaluation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Compares metrics with their written-out definitions, on scores with many ties. */
class RankingPropertyTest {
  record Scored(double score, boolean positive) {}

  @Provide
  Arbitrary<List<Scored>> rows() {
    Arbitrary<Double> scores = Arbitraries.integers().between(0, 9).map(i -> i / 9.0);
    return Combinators.combine(scores, Arbitraries.of(true, false, false))
        .as(Scored::new)
        .list()
        .ofMaxSize(40);
  }

  private static Ranking ranking(List<Scored> rows) {
    boolean[] positive = new boolean[rows.size()];
    IntStream.range(0, positive.length).forEach(i -> positive[i] = rows.get(i).positive());
    return Ranking.of(rows.stream().mapToDouble(Scored::score).toArray(), positive);
  }

  /** Of all pairs of a positive and another row, the share in the right order. */
  @Property
  void areaIsTheShareOfPairsInTheRightOrder(@ForAll("rows") List<Scored> rows) {
    double pairs = 0;
    double right = 0;
    for (Scored a : rows) {
      for (Scored b : rows) {
        if (a.positive() && !b.positive()) {
          pairs++;
          right += a.score() > b.score() ? 1 : a.score() == b.score() ? 0.5 : 0;
        }
      }
    }
    double area = ranking(rows).rocAuc();
    if (pairs == 0) {
      assertThat(Double.isNaN(area), is(true));
    } else {
      assertThat(area, closeTo(right / pairs, 1e-12));
    }
  }

  /** The mean over the positive rows of the precision among the rows that score as well. */
  @Property
  void averagePrecisionIsTheMeanPrecisionAtPositiveRows(@ForAll("rows") List<Scored> rows) {
    double sum = 0;
    long positives = rows.stream().filter(Scored::positive).count();
    for (Scored one : rows) {
      if (one.positive()) {
        List<Scored> above = rows.stream().filter(row -> row.score() >= one.score()).toList();
        sum += above.stream().filter(Scored::positive).count() / (double) above.size();
      }
    }
    double average = ranking(rows).averagePrecision();
    if (positives == 0) {
      assertThat(Double.isNaN(average), is(true));
    } else {
      assertThat(average, closeTo(sum / positives, 1e-12));
    }
  }
}
