package io.twinstream.cli.model;

import io.twinstream.features.text.Instants;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.training.TimeSplit;
import io.twinstream.options.DurationConverter;
import io.twinstream.options.RowTimeOption;
import io.twinstream.options.TimeConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options that select training and test rows. */
public final class SplitOptions extends RowTimeOption {
  private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "The column of the entity that a row is about, such as the card.")
  private String group;

  @Option(
      names = "--split",
      paramLabel = "COLUMN",
      description = "The column with the values train and test, instead of the times below.")
  private String part;

  @Option(
      names = "--train-from",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "The start of the training rows, a date or an instant in UTC (default: the first row).")
  private Instant trainFrom;

  @Option(
      names = "--train-to",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "The end of the training rows, exclusive.")
  private Instant trainTo;

  @Option(
      names = "--delay",
      defaultValue = "0s",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long after a row its label is known (default: ${DEFAULT-VALUE}).")
  private Duration delay = Duration.ZERO;

  @Option(
      names = "--test-from",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "The start of the test rows (default: --train-to plus --delay).")
  private Instant testFrom;

  @Option(
      names = "--test-to",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "The end of the test rows, exclusive (default: after the last row).")
  private Instant testTo;

  @Option(
      names = "--drop-known-positives",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FROM",
      description =
          "Omit test rows whose --group had a positive row since FROM (default:"
              + " --train-from) that was known on the day of the test row: --delay after the end of"
              + " its own day.")
  private String dropKnown;

  @Option(
      names = "--validate",
      paramLabel = "N",
      description =
          "Prequential validation: train and evaluate N times on equal, earlier periods; the"
              + " last test ends where the training rows end (default: 4 if a --param has several"
              + " values).")
  private Integer folds;

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
    Instant from = trainFrom == null ? Instant.EPOCH : trainFrom;
    try {
      return Optional.of(
          new TimeSplit(
              from,
              trainTo,
              delay,
              testFrom == null ? trainTo.plus(delay) : testFrom,
              testTo == null ? FOREVER : testTo,
              Optional.ofNullable(dropKnown)
                  .map(text -> text.isEmpty() ? from : instant(command, text))));
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

  /** An option with an optional value has no converter: an empty text is no time. */
  private static Instant instant(CommandLine command, String text) {
    return Instants.parse(text)
        .orElseThrow(
            () ->
                new ParameterException(
                    command,
                    "--drop-known-positives: '"
                        + text
                        + "' is not a time; write "
                        + Instants.HINT));
  }
}
