package io.twinstream.beam;

import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Writes the events of one source, by the slots of its schema: nulls take a bit, integers as many
 * bytes as they need.
 */
public final class EventCoder extends CustomCoder<Event> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final String source;
  private transient Kind[] kinds;

  private EventCoder(ShippedProject project, String source) {
    this.project = project;
    this.source = source;
    this.kinds = kinds();
  }

  public static EventCoder of(ShippedProject project, String source) {
    return new EventCoder(project, source);
  }

  private Kind[] kinds() {
    Schema schema = project.project().source(source).schema();
    return schema.fields().stream().map(field -> field.type().kind()).toArray(Kind[]::new);
  }

  @Override
  public void encode(Event event, OutputStream out) throws IOException {
    PositionCoder.of().encode(event.position(), out);
    Fields.writeLong(event.known(), out);
    Fields.writeLong(event.ts(), out);
    Fields.writeText(event.id(), out);
    Fields.writeLong(event.identity(), out);
    for (int from = 0; from < kinds.length; from += Byte.SIZE) {
      int nulls = 0;
      for (int i = from; i < Math.min(from + Byte.SIZE, kinds.length); i++) {
        nulls |= event.isNull(i) ? 1 << (i - from) : 0;
      }
      out.write(nulls);
    }
    for (int i = 0; i < kinds.length; i++) {
      if (event.isNull(i)) {
        continue;
      }
      switch (kinds[i]) {
        case STRING -> Fields.writeText(event.text(i), out);
        case LONG, DECIMAL -> VarInt.encode(zigzag(event.bits(i)), out);
        case DOUBLE, TIMESTAMP -> Fields.writeLong(event.bits(i), out);
        case BOOLEAN -> out.write((int) event.bits(i));
      }
    }
  }

  @Override
  public Event decode(InputStream in) throws IOException {
    Position position = PositionCoder.of().decode(in);
    long known = Fields.readLong(in);
    long ts = Fields.readLong(in);
    String id = Fields.readText(in);
    long identity = Fields.readLong(in);
    boolean[] present = new boolean[kinds.length];
    for (int from = 0; from < kinds.length; from += Byte.SIZE) {
      int nulls = in.read();
      for (int i = from; i < Math.min(from + Byte.SIZE, kinds.length); i++) {
        present[i] = (nulls & 1 << (i - from)) == 0;
      }
    }
    long[] bits = new long[kinds.length];
    String[] texts = new String[kinds.length];
    for (int i = 0; i < kinds.length; i++) {
      if (!present[i]) {
        continue;
      }
      switch (kinds[i]) {
        case STRING -> texts[i] = Fields.readText(in);
        case LONG, DECIMAL -> bits[i] = unzigzag(VarInt.decodeLong(in));
        case DOUBLE, TIMESTAMP -> bits[i] = Fields.readLong(in);
        case BOOLEAN -> bits[i] = in.read();
      }
    }
    return new Event(position, known, ts, id, identity, bits, texts, present);
  }

  /** Small numbers of either sign become small numbers. */
  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private static long unzigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(Object other) {
    return other instanceof EventCoder that
        && project == that.project
        && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    kinds = kinds();
  }
}
