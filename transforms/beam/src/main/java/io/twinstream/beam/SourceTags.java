package io.twinstream.beam;

import io.twinstream.features.event.Event;
import org.apache.beam.sdk.values.TupleTag;

/** The tags of the inputs of {@link ComputeFeatures} and {@link ComputeService}, by source. */
public final class SourceTags {
  private SourceTags() {}

  /** Returns the tag of the input of a source's events. */
  public static TupleTag<Event> events(String source) {
    return new TupleTag<>("events:" + source) {};
  }

  /** Returns the tag of the input of a source's events in history, if they are packed. */
  public static TupleTag<byte[]> packed(String source) {
    return new TupleTag<>("packed:" + source) {};
  }

  /**
   * Returns the tag of the input of live events that only request the states of their entities:
   * each view emits the states that it has. The events are not added to the states.
   */
  public static TupleTag<Event> asking(String source) {
    return new TupleTag<>("asking:" + source) {};
  }
}
