package io.twinstream.features.event;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * Encodes and decodes events compactly between the steps of a job. The bytes are never stored for
 * longer than a job runs, so they have no version. Safe for use by many threads.
 *
 * <p>The layout, in the terms of {@link ByteWriter}:
 *
 * <pre>
 * text   origin            signed partition      number offset
 * signed ts                signed known - ts     8 bytes identity
 * text   id, unless it is in a selected field
 * bits   one per selected field, rounded up to bytes: whether it is present
 * then for each selected field that is present, in the schema's order
 *   text                   string
 *   signed                 long, unscaled decimal
 *   signed value - ts      timestamp
 *   8 bytes                double
 *   number                 boolean
 *   counted bytes          bytes
 *   ArrayValue#write       array
 * </pre>
 */
public final class EventCodec implements Serializable {
  private static final long serialVersionUID = 1;

  private final int size;
  private final int[] slots;
  private final Kind[] kinds;

  /** By selected field, the type of the elements of an array; null if no field is an object. */
  private final FeatureType[] elements;

  private final int idSlot;
  private transient volatile Origin lastOrigin;

  /** The origin read or written last; the next event mostly has the same one. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Origin(byte[] bytes, String name) {}

  private EventCodec(Schema schema, int[] slots, int idSlot) {
    this.size = schema.size();
    this.slots = slots;
    this.kinds =
        Arrays.stream(slots)
            .mapToObj(slot -> schema.field(slot).type().kind())
            .toArray(Kind[]::new);
    boolean objects = Arrays.stream(kinds).anyMatch(EventCodec::isObject);
    this.elements =
        !objects
            ? null
            : Arrays.stream(slots)
                .mapToObj(slot -> schema.field(slot).type())
                .map(type -> type.isArray() ? type.held() : null)
                .toArray(FeatureType[]::new);
    this.idSlot = Arrays.stream(slots).anyMatch(slot -> slot == idSlot) ? idSlot : -1;
  }

  private static boolean isObject(Kind kind) {
    return kind == Kind.BYTES || kind == Kind.ARRAY;
  }

  /** Creates a codec that keeps all fields. */
  public static EventCodec of(Source source) {
    return of(source, source.schema().fields().stream().map(Field::name).toList());
  }

  /**
   * Creates a codec that keeps the named fields; others are null after reading. It always keeps id
   * and identity, and the event time if the resolution is coarser than the time.
   */
  public static EventCodec of(Source source, Collection<String> fields) {
    Schema schema = source.schema();
    Stream<String> time =
        Stream.of(source.eventTime()).filter(field -> source.resolution().toMillis() > 1);
    int[] slots =
        Stream.concat(fields.stream(), time).mapToInt(schema::slot).sorted().distinct().toArray();
    return new EventCodec(schema, slots, source.eventId().map(schema::slot).orElse(-1));
  }

  public byte[] encode(Event event) {
    ByteWriter out = new ByteWriter(128);
    write(event, out);
    return out.toByteArray();
  }

  /** Appends an event. */
  public void write(Event event, ByteWriter out) {
    out.counted(origin(event.position().origin()));
    out.signed(event.position().partition());
    out.varint(event.position().offset());
    out.signed(event.ts());
    out.signed(event.known() - event.ts());
    out.fixed64(event.identity());
    if (idSlot < 0) {
      out.text(event.id());
    }
    int presence = out.gap((slots.length + 7) / 8);
    for (int i = 0; i < slots.length; i++) {
      if (!event.isNull(slots[i])) {
        out.setBit(presence, i);
        write(out, kinds[i], event, slots[i]);
      }
    }
  }

  private static void write(ByteWriter out, Kind kind, Event event, int slot) {
    switch (kind) {
      case STRING -> out.text(event.text(slot));
      case LONG, DECIMAL -> out.signed(event.bits(slot));
      case TIMESTAMP -> out.signed(event.bits(slot) - event.ts());
      case DOUBLE -> out.fixed64(event.bits(slot));
      case BOOLEAN -> out.varint(event.bits(slot));
      case BYTES -> out.counted(event.bytes(slot).toByteArray());
      case ARRAY -> event.array(slot).write(out);
    }
  }

  /**
   * Decodes an event that a codec with the same source and fields wrote.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  public Event decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    Event event = read(in);
    in.requireEnd();
    return event;
  }

  /**
   * Reads the next of several events that were written one after the other.
   *
   * @throws IllegalArgumentException if the bytes end or are damaged
   */
  public Event read(ByteReader in) {
    Position position = new Position(origin(in), (int) in.signed(), in.varint());
    long ts = in.signed();
    long known = ts + in.signed();
    long identity = in.fixed64();
    String id = idSlot < 0 ? in.text() : null;
    int presence = in.skip((slots.length + 7) / 8);
    long[] bits = new long[size];
    String[] texts = new String[size];
    Object[] objects = elements == null ? null : new Object[size];
    boolean[] present = new boolean[size];
    for (int i = 0; i < slots.length; i++) {
      if (in.isSet(presence, i)) {
        int slot = slots[i];
        present[slot] = true;
        switch (kinds[i]) {
          case STRING -> texts[slot] = in.text();
          case LONG, DECIMAL -> bits[slot] = in.signed();
          case TIMESTAMP -> bits[slot] = ts + in.signed();
          case DOUBLE -> bits[slot] = in.fixed64();
          case BOOLEAN -> bits[slot] = in.varint();
          case BYTES -> objects[slot] = Bytes.of(in.counted());
          case ARRAY -> objects[slot] = ArrayValue.read(elements[i], in);
        }
      }
    }
    if (id == null) {
      id = texts[idSlot] != null ? texts[idSlot] : Long.toString(bits[idSlot]);
    }
    return new Event(position, known, ts, id, identity, bits, texts, objects, present);
  }

  private byte[] origin(String name) {
    Origin last = lastOrigin;
    if (last == null || !last.name.equals(name)) {
      last = new Origin(name.getBytes(StandardCharsets.UTF_8), name);
      lastOrigin = last;
    }
    return last.bytes;
  }

  private String origin(ByteReader in) {
    int length = in.count(Integer.MAX_VALUE, 1);
    int from = in.skip(length);
    Origin last = lastOrigin;
    if (last != null && in.regionEquals(from, length, last.bytes)) {
      return last.name;
    }
    Origin next = new Origin(in.region(from, length), in.text(from, length));
    lastOrigin = next;
    return next.name;
  }
}
