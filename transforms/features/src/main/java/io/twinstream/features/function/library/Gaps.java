package io.twinstream.features.function.library;

import io.twinstream.features.event.Event;
import io.twinstream.features.function.Sample;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;

/** The times between consecutive events, computed directly. */
final class Gaps {
  private Gaps() {}

  /** Returns the time between each event and the next, in seconds. */
  static List<BigDecimal> seconds(Sample sample) {
    long[] times = sample.events().stream().mapToLong(Event::ts).sorted().toArray();
    return IntStream.range(1, times.length)
        .mapToObj(i -> BigDecimal.valueOf(times[i] - times[i - 1], 3))
        .toList();
  }
}
