package io.twinstream.cli.stack;

import io.twinstream.options.DurationConverter;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The event times of generated payments. */
public final class EventTimes {
  @Mixin public final DisorderOption disorder;

  @Option(
      names = "--span",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Spread event times over this span, up to now. generate needs --count with it (default:"
              + " event times are the times of sending; for parity: 20h).")
  public Duration span;

  private EventTimes(Duration disorder, Duration span) {
    this.disorder = new DisorderOption(disorder);
    this.span = span;
  }

  /** By default, the event time is the time of sending. */
  public static EventTimes asSent() {
    return new EventTimes(Duration.ZERO, Duration.ZERO);
  }

  /** By default, events of 20 hours, up to 5 minutes out of order. */
  public static EventTimes spread() {
    return new EventTimes(Duration.ofMinutes(5), Duration.ofHours(20));
  }
}
