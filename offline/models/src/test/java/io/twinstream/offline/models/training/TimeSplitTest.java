package io.twinstream.offline.models.training;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.learning.LabelledRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeSplitTest {
  private static final Instant DAY_0 = Instant.parse("2018-07-25T00:00:00Z");

  private static Instant day(int day) {
    return DAY_0.plus(Duration.ofDays(day));
  }

  /** Two days to learn from, labels three days late, three days of test. */
  private static TimeSplit split(Optional<Instant> knownFrom) {
    return new TimeSplit(day(0), day(2), Duration.ofDays(3), day(5), day(8), knownFrom);
  }

  private record Row(double day, int card, boolean positive) {}

  private static LabelledRows rows(Row... rows) {
    int count = rows.length;
    boolean[] positive = new boolean[count];
    long[] times = new long[count];
    int[] cards = new int[count];
    for (int i = 0; i < count; i++) {
      times[i] = DAY_0.toEpochMilli() + (long) (rows[i].day() * 86_400_000);
      cards[i] = rows[i].card();
      positive[i] = rows[i].positive();
    }
    return new LabelledRows(List.of("x"), new float[count], positive, times, cards);
  }

  @Test
  void periodsBeginWithTheirFirstInstantAndEndBeforeTheirLast() {
    LabelledRows rows =
        rows(
            new Row(-0.1, 1, false),
            new Row(0, 1, false),
            new Row(1.99, 1, false),
            new Row(2, 1, false),
            new Row(4.99, 1, false),
            new Row(5, 1, false),
            new Row(7.99, 1, false),
            new Row(8, 1, false));
    Split split = split(Optional.empty()).of(rows);
    assertThat(split.train(), is(new int[] {1, 2}));
    assertThat(split.test(), is(new int[] {5, 6}));
  }

  /** A positive row of day d is known from the beginning of day d + 1 + 3. */
  @Test
  void rowsOfCardsThatAreKnownToBePositiveAreDropped() {
    LabelledRows rows =
        rows(
            new Row(-1, 9, true),
            new Row(1.9, 1, true),
            new Row(2.1, 2, true),
            new Row(5.5, 1, false),
            new Row(5.5, 2, false),
            new Row(5.5, 9, false),
            new Row(5.6, 3, true),
            new Row(6.0, 2, false),
            new Row(7.5, 3, false));
    assertThat(split(Optional.empty()).of(rows).test(), is(new int[] {3, 4, 5, 6, 7, 8}));
    assertThat(split(Optional.of(day(0))).of(rows).test(), is(new int[] {4, 5, 6, 8}));
    assertThat(split(Optional.of(day(-1))).of(rows).test(), is(new int[] {4, 6, 8}));
  }

  @Test
  void validationEndsWhereTheTrainingRowsDo() {
    TimeSplit split = split(Optional.of(day(0)));
    TimeSplit last = split.validation(1);
    assertThat(last.testTo(), is(split.trainTo()));
    assertThat(last.testFrom(), is(day(-1)));
    assertThat(last.trainTo(), is(day(-4)));
    assertThat(last.knownFrom(), is(Optional.of(day(-6))));
    assertThat(split.validation(3).testTo(), is(last.testTo().minus(Duration.ofDays(6))));
  }

  @Test
  void refusesTestsBeforeTheLabelsAreKnownAndPeriodsThatEndFirst() {
    String early =
        assertThrows(
                ModelException.class,
                () ->
                    new TimeSplit(
                        day(0), day(2), Duration.ofDays(3), day(4), day(8), Optional.empty()))
            .getMessage();
    assertThat(early, containsString("before the labels of the last training rows are known"));
    assertThrows(
        ModelException.class,
        () -> new TimeSplit(day(2), day(2), Duration.ZERO, day(4), day(8), Optional.empty()));
  }
}
