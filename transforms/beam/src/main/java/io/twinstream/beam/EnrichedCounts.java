package io.twinstream.beam;

import io.twinstream.beam.history.PartialRow;
import io.twinstream.beam.metric.JobCounter;
import io.twinstream.beam.metric.Tally;
import io.twinstream.features.enrich.Enricher;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Reason;
import java.io.Serializable;
import java.util.function.Consumer;

/** Counts the events of an enriched source: accepted, excluded, filtered and failed ones. */
final class EnrichedCounts implements Serializable {
  private static final long serialVersionUID = 1;

  private final Tally accepted;
  private final Tally excluded;
  private final Tally filtered;
  private final Tally failed;

  EnrichedCounts(String project, String source) {
    this.accepted = Tally.of(source, "accepted", JobCounter.EVENTS, project, source);
    this.excluded = Tally.of(source, "excluded", JobCounter.EXCLUDED, project, source);
    this.filtered = Tally.of(source, "filtered", JobCounter.FILTERED, project, source);
    this.failed =
        Tally.of(
            source,
            "failed",
            JobCounter.DEAD_LETTERS,
            project,
            source,
            Reason.NOT_ENRICHED.toString());
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
