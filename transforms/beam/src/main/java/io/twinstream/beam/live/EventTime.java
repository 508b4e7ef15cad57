package io.twinstream.beam.live;

import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Instant;

/** Sets event-time timers of the global window, in milliseconds since 1970. */
final class EventTime {
  private static final long MAX = GlobalWindow.INSTANCE.maxTimestamp().getMillis();

  private EventTime() {}

  /**
   * Sets a timer that fires once the watermark reaches {@code millis} and does not hold back the
   * output watermark.
   */
  static void set(Timer timer, long millis) {
    timer.withNoOutputTimestamp().set(Instant.ofEpochMilli(Math.min(millis, MAX)));
  }
}
