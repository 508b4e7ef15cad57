package io.twinstream.beam;

import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;

/** Writes the events of one source as the compact bytes of {@link EventCodec}. */
public final class EventCoder extends CustomCoder<Event> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final String source;
  private final EventCodec codec;

  private EventCoder(ShippedProject project, String source) {
    this.project = project;
    this.source = source;
    this.codec = EventCodec.of(project.project().source(source));
  }

  public static EventCoder of(ShippedProject project, String source) {
    return new EventCoder(project, source);
  }

  @Override
  public void encode(Event event, OutputStream out) throws IOException {
    Fields.writeBytes(codec.encode(event), out);
  }

  @Override
  public Event decode(InputStream in) throws IOException {
    return codec.decode(Fields.readBytes(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(Object other) {
    return other instanceof EventCoder that
        && project.equals(that.project)
        && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }
}
