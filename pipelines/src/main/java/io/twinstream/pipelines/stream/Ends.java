package io.twinstream.pipelines.stream;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import io.twinstream.pipelines.files.ReadRecords;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The two ends of the live pipeline: where its records come from, and where its states go. What is
 * between them is the same for all ends.
 */
interface Ends {
  /**
   * Reads a source.
   *
   * @return {@link ReadRecords#RECORDS}, and {@link DecodeEvents#DEAD_LETTERS} if the reader has
   *     some of its own
   */
  PCollectionTuple read(Pipeline pipeline, String source);

  /** Adds events that do not come as records, because an earlier job decoded them. */
  default PCollection<Event> withEarlier(String source, PCollection<Event> events) {
    return events;
  }

  /** Events whose entities request their states, if there are any. */
  default Optional<PCollection<Event>> asking(Pipeline pipeline, String source) {
    return Optional.empty();
  }

  /** Receives the states of a view: one after each event of an entity. */
  void write(String view, PCollection<KV<String, EntityState>> states);
}
