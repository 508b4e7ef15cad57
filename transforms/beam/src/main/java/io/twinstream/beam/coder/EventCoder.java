package io.twinstream.beam.coder;

import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.CustomCoder;

/**
 * Writes the events of one source as the compact bytes of {@link EventCodec}. A null is written as
 * no bytes: an entity travels without an event where its state is asked for.
 */
public final class EventCoder extends CustomCoder<Event> implements PackedForm<Event> {
  private static final long serialVersionUID = 1;
  private static final byte[] NO_EVENT = {};

  private final ShippedProject project;
  private final String source;

  @SuppressWarnings("serial") // immutable sets of text are serializable
  private final Set<String> fields;

  private final EventCodec codec;

  private EventCoder(ShippedProject project, String source, Set<String> fields) {
    this.project = project;
    this.source = source;
    this.fields = fields;
    this.codec = EventCodec.of(project.project().source(source), fields);
  }

  /** Writes all fields. */
  public static EventCoder of(ShippedProject project, String source) {
    return new EventCoder(
        project,
        source,
        project.project().source(source).schema().fields().stream()
            .map(Field::name)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Writes some fields; others are null in what is read. */
  public static EventCoder of(ShippedProject project, String source, Set<String> fields) {
    return new EventCoder(project, source, Set.copyOf(fields));
  }

  /** Writes the fields that a view looks at; others are null in what is read. */
  public static EventCoder of(ShippedView view) {
    return new EventCoder(view.project(), view.source().name(), FieldsOfView.of(view));
  }

  @Override
  public void encode(Event event, OutputStream out) throws IOException {
    Fields.writeBytes(event == null ? NO_EVENT : codec.encode(event), out);
  }

  @Override
  public Event decode(InputStream in) throws IOException {
    byte[] bytes = Fields.readBytes(in);
    return bytes.length == 0 ? null : codec.decode(bytes);
  }

  @Override
  public void write(Event event, ByteWriter out) {
    codec.write(event, out);
  }

  @Override
  public Event read(ByteReader in) {
    return codec.read(in);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(Object other) {
    return other instanceof EventCoder that
        && project.equals(that.project)
        && source.equals(that.source)
        && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }
}
