package io.twinstream.serving.reading;

import io.twinstream.features.event.Event;
import java.util.Objects;

/**
 * An event in a request, which the pipeline may or may not have processed already.
 *
 * @param source the name of the event's source
 */
public record SourceEvent(String source, Event event) {
  public SourceEvent {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(event, "event");
  }
}
