package io.twinstream.offline.models.training;

import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.learning.LabelledRows;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A split in time, as a model in use experiences it: it learns from the past, waits until the
 * labels of the last rows are known, and then is used.
 *
 * @param trainFrom the first instant of the training rows
 * @param trainTo the first instant after them
 * @param delay the time until a label is known
 * @param testFrom the first instant of the test rows
 * @param testTo the first instant after them
 * @param knownFrom from this instant on, test rows of a group are dropped once a positive row of it
 *     is known; it is known from midnight (UTC) after {@code delay}
 */
public record TimeSplit(
    Instant trainFrom,
    Instant trainTo,
    Duration delay,
    Instant testFrom,
    Instant testTo,
    Optional<Instant> knownFrom) {
  private static final long DAY_MILLIS = 86_400_000L;

  public TimeSplit {
    if (!trainFrom.isBefore(trainTo) || !testFrom.isBefore(testTo)) {
      throw new ModelException(
          "a period ends before it begins: train from %s to %s, test from %s to %s"
              .formatted(trainFrom, trainTo, testFrom, testTo));
    }
    if (testFrom.isBefore(trainTo.plus(delay))) {
      throw new ModelException(
          ("the test begins at %s, before the labels of the last training rows are known"
                  + " (%s plus %s)")
              .formatted(testFrom, trainTo, delay));
    }
  }

  /** Returns the first instant of a row that matters. */
  public Instant from() {
    return knownFrom.filter(known -> known.isBefore(trainFrom)).orElse(trainFrom);
  }

  /** Returns the split moved back in time; bounds at the beginning of the data stay there. */
  public TimeSplit earlier(Duration by) {
    return new TimeSplit(
        trainFrom.equals(Instant.EPOCH) ? trainFrom : trainFrom.minus(by),
        trainTo.minus(by),
        delay,
        testFrom.minus(by),
        testTo.minus(by),
        knownFrom.map(known -> known.equals(Instant.EPOCH) ? known : known.minus(by)));
  }

  /**
   * Returns the split for an earlier trial: all of its labels are known when the test of this split
   * begins, and it contains no row of that test.
   *
   * @param n from 1; each is one test period earlier than the one before
   */
  public TimeSplit validation(int n) {
    Duration period = Duration.between(testFrom, testTo);
    Duration back = Duration.between(trainTo, testTo).plus(period.multipliedBy(n - 1L));
    return earlier(back);
  }

  /** Applies the split to rows. */
  public Split of(LabelledRows rows) {
    int[] train = between(rows, trainFrom, trainTo).toArray();
    IntStream test = between(rows, testFrom, testTo);
    if (knownFrom.isPresent()) {
      Map<Integer, Long> known = firstKnownDay(rows, knownFrom.get());
      test =
          test.filter(
              row ->
                  known.getOrDefault(rows.groups()[row], Long.MAX_VALUE) > day(rows.times()[row]));
    }
    return new Split(train, test.toArray());
  }

  private static IntStream between(LabelledRows rows, Instant from, Instant to) {
    long first = from.toEpochMilli();
    long end = to.toEpochMilli();
    return IntStream.range(0, rows.size())
        .filter(row -> rows.times()[row] >= first && rows.times()[row] < end);
  }

  /** Returns, by group, the first day at whose beginning a positive row of it is known. */
  private Map<Integer, Long> firstKnownDay(LabelledRows rows, Instant since) {
    Map<Integer, Long> known = new HashMap<>();
    between(rows, since, testTo)
        .filter(row -> rows.positive()[row])
        .forEach(
            row -> {
              long over = (day(rows.times()[row]) + 1) * DAY_MILLIS + delay.toMillis();
              long first = Math.floorDiv(over + DAY_MILLIS - 1, DAY_MILLIS);
              known.merge(rows.groups()[row], first, Math::min);
            });
    return known;
  }

  private static long day(long time) {
    return Math.floorDiv(time, DAY_MILLIS);
  }
}
