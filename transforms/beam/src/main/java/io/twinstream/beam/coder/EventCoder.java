package io.twinstream.beam.coder;

import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventCodec;
import io.twinstream.features.upsert.RowStates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.CustomCoder;

/**
 * Encodes the events of one source with {@link EventCodec}. Null has zero bytes: an entity without
 * an event requests its state.
 */
public final class EventCoder extends CustomCoder<Event> implements PackedForm<Event> {
  private static final long serialVersionUID = 1;
  private static final byte[] NO_EVENT = {};

  private final ShippedProject project;
  private final String source;

  @SuppressWarnings("serial") // Immutable sets of text are serializable.
  private final Set<String> fields;

  private final EventCodec codec;

  private EventCoder(ShippedProject project, String source, Set<String> fields, Source of) {
    this.project = project;
    this.source = source;
    this.fields = fields;
    this.codec = EventCodec.of(of, fields);
  }

  private EventCoder(ShippedProject project, String source, Set<String> fields) {
    this(project, source, fields, project.project().source(source));
  }

  /** Encodes all fields. */
  public static EventCoder of(ShippedProject project, String source) {
    return new EventCoder(
        project,
        source,
        project.project().source(source).schema().fields().stream()
            .map(Field::name)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Encodes the given fields; others are null after decoding. */
  public static EventCoder of(ShippedProject project, String source, Set<String> fields) {
    return new EventCoder(project, source, Set.copyOf(fields));
  }

  /**
   * Encodes the fields that a view reads; others are null after decoding. Of a source of changes it
   * encodes row changes.
   */
  public static EventCoder of(ShippedView view) {
    if (view.source().isOfChanges()) {
      Set<String> fields = new HashSet<>(FieldsOfView.of(view));
      fields.addAll(RowStates.columns());
      Source changes = RowStates.ofRowChanges(view.source());
      return new EventCoder(view.project(), view.source().name(), Set.copyOf(fields), changes);
    }
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
