package io.twinstream.cli.model;

import io.twinstream.features.text.Durations;
import io.twinstream.features.text.Instants;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.training.TimeSplit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options that select training and test rows. */
public final class SplitOptions {
  private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "When a row happened (default: _ts; without one, _as_of).")
  private String time;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "Whom a row is about, such as the card.")
  private String group;

  @Option(
      names = "--split",
      paramLabel = "COLUMN",
      description = "The column that says train or test, instead of the times below.")
  private String part;

  @Option(
      names = "--train-from",
      paramLabel = "TIME",
      description = "A date or an instant, in UTC (default: the first row).")
  private String trainFrom;

  @Option(
      names = "--train-to",
      paramLabel = "TIME",
      description = "The end of the training rows, itself not among them.")
  private String trainTo;

  @Option(
      names = "--delay",
      defaultValue = "0s",
      paramLabel = "DURATION",
      description = "How late labels are known (default: ${DEFAULT-VALUE}).")
  private String delay = "0s";

  @Option(
      names = "--test-from",
      paramLabel = "TIME",
      description = "The begin of the test rows (default: --train-to and --delay).")
  private String testFrom;

  @Option(
      names = "--test-to",
      paramLabel = "TIME",
      description = "The end of the test rows (default: the last row).")
  private String testTo;

  @Option(
      names = "--drop-known-positives",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FROM",
      description =
          "Leave test rows out whose --group had a positive row since FROM (default: --train-from)"
              + " that was known on the test row's day, --delay after the end of its own.")
  private String dropKnown;

  @Option(
      names = "--validate",
      paramLabel = "N",
      description =
          "Prequential validation: train and judge N times on the same periods earlier, the last"
              + " test ending where the training rows do (default: 4 where --param has a choice).")
  private Integer folds;

  public Optional<String> time() {
    return Optional.ofNullable(time);
  }

  public Optional<String> group() {
    return Optional.ofNullable(group);
  }

  public Optional<String> part() {
    return Optional.ofNullable(part);
  }

  /** The split by time; empty with {@code --split}. */
  public Optional<TimeSplit> byTime(CommandLine command) {
    if (part != null) {
      if (trainTo != null || dropKnown != null) {
        throw new ParameterException(command, "give --split COLUMN or times, not both");
      }
      return Optional.empty();
    }
    if (trainTo == null) {
      throw new ParameterException(
          command, "no training rows are selected; give --train-to TIME or --split COLUMN");
    }
    if (dropKnown != null && group == null) {
      throw new ParameterException(command, "--drop-known-positives needs --group");
    }
    Duration late =
        Durations.parse(delay)
            .orElseThrow(
                () -> new ParameterException(command, "--delay must be a duration such as 7d"));
    Instant from = trainFrom == null ? Instant.EPOCH : instant(command, "--train-from", trainFrom);
    Instant to = instant(command, "--train-to", trainTo);
    try {
      return Optional.of(
          new TimeSplit(
              from,
              to,
              late,
              testFrom == null ? to.plus(late) : instant(command, "--test-from", testFrom),
              testTo == null ? FOREVER : instant(command, "--test-to", testTo),
              Optional.ofNullable(dropKnown)
                  .map(text -> text.isEmpty() ? from : instant(command, "FROM", text))));
    } catch (ModelException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
  }

  /**
   * The number of validations.
   *
   * @param choices the number of combinations of parameters
   */
  public int folds(CommandLine command, int choices) {
    int count = folds != null ? folds : choices > 1 ? 4 : 0;
    if (count < 0 || (count == 0 && choices > 1)) {
      throw new ParameterException(
          command, "several values of a parameter need --validate 1 " + "or more");
    }
    if (count > 0 && (part != null || testTo == null)) {
      throw new ParameterException(
          command, "validation moves the periods back, so it needs --train-to and --test-to");
    }
    return count;
  }

  private static Instant instant(CommandLine command, String option, String text) {
    return Instants.parse(text)
        .orElseThrow(
            () ->
                new ParameterException(
                    command, option + " is " + Instants.HINT + ", not '" + text + "'"));
  }
}
