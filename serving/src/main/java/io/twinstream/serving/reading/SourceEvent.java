package io.twinstream.serving.reading;

import io.twinstream.features.event.Event;
import java.util.Objects;

/**
 * An event that a caller decides about, which the pipeline may or may not have taken in already.
 *
 * @param source the name of the source whose event it is
 */
public record SourceEvent(String source, Event event) {
  public SourceEvent {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(event, "event");
  }
}
