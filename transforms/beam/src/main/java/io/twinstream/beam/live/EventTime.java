package io.twinstream.beam.live;

import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Instant;

/** Event-time timers of the global window, set by milliseconds since 1970. */
final class EventTime {
  private static final long MAX = GlobalWindow.INSTANCE.maxTimestamp().getMillis();

  private EventTime() {}

  /** Sets a timer that fires once the watermark is at {@code millis}, and holds nothing back. */
  static void set(Timer timer, long millis) {
    timer.withNoOutputTimestamp().set(Instant.ofEpochMilli(Math.min(millis, MAX)));
  }
}
