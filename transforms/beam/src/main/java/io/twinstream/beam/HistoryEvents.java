package io.twinstream.beam;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.history.ChunkStart;
import io.twinstream.beam.live.DropDuplicates;
import io.twinstream.beam.packed.Packed;
import io.twinstream.features.event.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;

/** Prepares the historical events of sources as input of the transforms. */
final class HistoryEvents {
  private HistoryEvents() {}

  /**
   * Returns the distinct events of the sources of the views, as far as they are in the chunk, and
   * of those that these are made of.
   *
   * @param computed receives the events that cannot be enriched
   */
  static Map<String, Packed<Event>> distinct(
      ShippedProject project,
      List<String> views,
      PCollectionTuple taken,
      ChunkStart part,
      ComputedFeatures computed) {
    Map<String, Packed<Event>> distinct = new LinkedHashMap<>();
    for (String source : project.sources(views)) {
      Packed<Event> events = of(project, source, taken);
      Packed<Event> once =
          project.project().source(source).dedupe()
              ? DropDuplicates.ofHistory(project, source, events)
              : events;
      distinct.put(source, part.of(once));
    }
    EnrichHistory enrich = new EnrichHistory(project, distinct, computed);
    project.ownSources(views).forEach(enrich::events);
    return distinct;
  }

  /** Returns the events of one source, including duplicates. */
  static Packed<Event> of(ShippedProject project, String source, PCollectionTuple taken) {
    if (taken.has(SourceTags.packed(source))) {
      PCollection<byte[]> blocks = taken.get(SourceTags.packed(source));
      return Packed.of(blocks, EventCoder.of(project, source));
    }
    return Packed.of(source + "/Pack", taken.get(SourceTags.events(source)));
  }
}
