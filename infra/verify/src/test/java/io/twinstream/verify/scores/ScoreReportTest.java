package io.twinstream.verify.scores;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.Event;
import io.twinstream.verify.scores.ScoreClient.Answer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoreReportTest {
  private static final Event GOOD = Shop.event(1, 1, "a", "x", 100, 0);
  private static final Event BAD = Shop.event(2, 2, "b", "x", 100, 1);

  private final ScoreReport report =
      new ScoreReport(Optional.of(Shop.project().source("orders").schema().slot("fraud")));

  @Test
  void holdsWhereScoresAreTheSame() {
    assertThat(report.holds(), is(false)); // nothing is compared yet
    report.first(GOOD, new Answer(0.25, true), 0.25);
    report.first(BAD, new Answer(0.5, true), 0.5 + 1e-10);
    report.again(BAD, new Answer(0.5, true), 0.5);
    assertThat(report.holds(), is(true));
    assertThat(report.compared(), is(3L));
    assertThat(report.toMap().get("roc_auc_online"), is(1.0));
  }

  @Test
  void aDifferenceOfEitherScoreIsReported() {
    report.first(GOOD, new Answer(0.25, true), 0.25);
    report.again(GOOD, new Answer(0.26, true), 0.25);
    assertThat(report.holds(), is(false));
    assertThat(
        report.toMap().toString(),
        allOf(
            containsString("1 of 2026-03-01T00:00:01Z, after it was processed: 0.26"),
            containsString("0.25 in history")));
  }

  @Test
  void whatHistoryDoesNotHaveIsADifference() {
    report.first(GOOD, new Answer(0.25, true), null);
    assertThat(report.holds(), is(false));
  }

  @Test
  void undecidedAnswersAreNotCompared() {
    report.first(GOOD, new Answer(0.25, false), 0.75);
    assertThat(report.compared(), is(0L));
    assertThat(report.toMap().get("undecided").toString(), containsString("1 of 2026"));
  }
}
