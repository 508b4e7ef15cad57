package io.twinstream.offline.log.history;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts how many records of a history became events or dead letters. */
public final class ReadCounts {
  private final Map<Reason, Long> deadLetters = new EnumMap<>(Reason.class);
  private long events;
  private String first;

  public void event() {
    events++;
  }

  public void deadLetter(DeadLetter letter) {
    deadLetters.merge(letter.reason(), 1L, Long::sum);
    if (first == null) {
      first =
          "row %,d of %s: %s"
              .formatted(
                  letter.position().offset() + 1, letter.position().origin(), letter.detail());
    }
  }

  /** Returns the number of dead letters, by reason. */
  public Map<Reason, Long> deadLetters() {
    return Collections.unmodifiableMap(deadLetters);
  }

  public long dead() {
    return deadLetters.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the number of events. */
  public long events() {
    return events;
  }

  /** Returns one line for a reader. */
  public String line(String source) {
    long dead = dead();
    String reasons =
        deadLetters.entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s: %,d events; %,d dead letters%s",
        source,
        events,
        dead,
        dead == 0 ? "" : ": " + reasons + "; the first is " + first);
  }
}
