package io.twinstream.beam;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/** Counts the events of an enriched source: accepted, filtered and failed ones. */
final class EnrichedCounts implements Serializable {
  private static final long serialVersionUID = 1;

  private final Counter accepted;
  private final Counter filtered;
  private final Counter failed;

  EnrichedCounts(String source) {
    this.accepted = Metrics.counter(source, "accepted");
    this.filtered = Metrics.counter(source, "filtered");
    this.failed = Metrics.counter(source, "failed");
  }

  /**
   * Counts an event and passes it on.
   *
   * @param enriched null for one that the source leaves out
   */
  void pass(Decoded enriched, Consumer<Event> events, Consumer<DeadLetter> letters) {
    if (enriched instanceof Event event) {
      accepted.inc();
      events.accept(event);
    } else if (enriched instanceof DeadLetter letter) {
      failed.inc();
      letters.accept(letter);
    } else {
      filtered.inc();
    }
  }
}
