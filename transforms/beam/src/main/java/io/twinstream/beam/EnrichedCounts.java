package io.twinstream.beam;

import io.twinstream.beam.history.PartialRow;
import io.twinstream.features.enrich.Enricher;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/** Counts the events of an enriched source: accepted, excluded, filtered and failed ones. */
final class EnrichedCounts implements Serializable {
  private static final long serialVersionUID = 1;

  private final Counter accepted;
  private final Counter excluded;
  private final Counter filtered;
  private final Counter failed;

  EnrichedCounts(String source) {
    this.accepted = Metrics.counter(source, "accepted");
    this.excluded = Metrics.counter(source, "excluded");
    this.filtered = Metrics.counter(source, "filtered");
    this.failed = Metrics.counter(source, "failed");
  }

  /** Enriches the event of a row that has passed all lookups, counts it and passes it on. */
  void pass(
      Enricher enricher, PartialRow row, Consumer<Event> events, Consumer<DeadLetter> letters) {
    Decoded enriched = enricher.enrich(row.event(), row.views());
    if (enriched instanceof Event event) {
      accepted.inc();
      events.accept(event);
    } else if (enriched instanceof DeadLetter letter) {
      failed.inc();
      letters.accept(letter);
    } else if (enricher.isExcluded(row.event())) {
      excluded.inc();
    } else {
      filtered.inc();
    }
  }
}
