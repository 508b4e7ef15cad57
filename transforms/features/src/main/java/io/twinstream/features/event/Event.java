package io.twinstream.features.event;

import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.row.ArrayValue;
import java.util.Arrays;
import java.util.Objects;

/**
 * One typed event of a source. It is immutable, because views, states and snapshots share it.
 *
 * <p>Values are in the slots of the source's {@link Schema}: text in {@link #text}, bytes and
 * arrays in {@link #bytes} and {@link #array}, everything else in {@link #bits} in the form that
 * {@link Kind} describes.
 */
public final class Event implements Decoded {
  private final Position position;
  private final long known;
  private final long ts;
  private final String id;
  private final long identity;
  private final long[] bits;
  private final String[] texts;
  private final Object[] objects;
  private final boolean[] present;

  /**
   * Creates an event that owns the arrays; they must not be changed afterwards.
   *
   * @param position the position of the record
   * @param known the known time in milliseconds since 1970
   * @param ts the event time in milliseconds since 1970, floored to the resolution of the source
   * @param id the event id; empty if the source declares none
   * @param identity the 64-bit hash of the id, the time, and the names and values of the fields
   *     that have a value
   * @param bits by slot
   * @param texts by slot
   * @param present by slot; false is null
   */
  public Event(
      Position position,
      long known,
      long ts,
      String id,
      long identity,
      long[] bits,
      String[] texts,
      boolean[] present) {
    this(position, known, ts, id, identity, bits, texts, null, present);
  }

  /**
   * Creates an event of a schema with fields that are bytes or arrays.
   *
   * @param objects {@code Bytes} and {@code ArrayValue} by slot; null if there are none
   */
  public Event(
      Position position,
      long known,
      long ts,
      String id,
      long identity,
      long[] bits,
      String[] texts,
      Object[] objects,
      boolean[] present) {
    this.position = Objects.requireNonNull(position, "position");
    this.known = known;
    this.ts = ts;
    this.id = Objects.requireNonNull(id, "id");
    this.identity = identity;
    this.bits = bits;
    this.texts = texts;
    this.objects = objects;
    this.present = present;
  }

  /**
   * Returns the event with its unfloored event time as the known time.
   *
   * @param timeSlot the slot of the source's event time; if it is null, {@link #ts} is exact
   */
  public Event asOccurred(int timeSlot) {
    long occurred = present[timeSlot] ? bits[timeSlot] : ts;
    return known == occurred
        ? this
        : new Event(position, occurred, ts, id, identity, bits, texts, objects, present);
  }

  /** Returns the event with another known time. */
  public Event knownAt(long millis) {
    return known == millis
        ? this
        : new Event(position, millis, ts, id, identity, bits, texts, objects, present);
  }

  /** Returns the event with the position and the known time of another record. */
  public Event readAt(Position other, long millis) {
    return new Event(other, millis, ts, id, identity, bits, texts, objects, present);
  }

  /**
   * Returns the event with more fields behind its own.
   *
   * @param moreBits by slot, of all fields; the first ones are overwritten
   * @param moreTexts likewise
   * @param morePresent likewise
   */
  public Event extended(long[] moreBits, String[] moreTexts, boolean[] morePresent) {
    System.arraycopy(bits, 0, moreBits, 0, bits.length);
    System.arraycopy(texts, 0, moreTexts, 0, texts.length);
    System.arraycopy(present, 0, morePresent, 0, present.length);
    Object[] moreObjects = objects == null ? null : Arrays.copyOf(objects, morePresent.length);
    return new Event(
        position, known, ts, id, identity, moreBits, moreTexts, moreObjects, morePresent);
  }

  public Position position() {
    return position;
  }

  public long known() {
    return known;
  }

  public long ts() {
    return ts;
  }

  public String id() {
    return id;
  }

  public long identity() {
    return identity;
  }

  public int size() {
    return present.length;
  }

  /** Returns the number of fields with a value. */
  int fields() {
    int fields = 0;
    for (boolean each : present) {
      fields += each ? 1 : 0;
    }
    return fields;
  }

  public boolean isNull(int slot) {
    return !present[slot];
  }

  /** Returns the value of a slot of numbers, booleans or times; 0 if null. */
  public long bits(int slot) {
    return bits[slot];
  }

  /** Returns the value of a text slot, or null. */
  public String text(int slot) {
    return texts[slot];
  }

  /** Returns the value of a slot of bytes, or null. */
  public Bytes bytes(int slot) {
    return (Bytes) object(slot);
  }

  /** Returns the value of a slot of arrays, in the form of {@code FieldType.held}, or null. */
  public ArrayValue array(int slot) {
    return (ArrayValue) object(slot);
  }

  private Object object(int slot) {
    return objects == null ? null : objects[slot];
  }

  /**
   * Reports whether both can come from the same record: no field that both have differs. A field
   * that was declared between the two decodings is null in one of them.
   */
  public boolean agreesWith(Event other) {
    if (identity == other.identity) {
      return true;
    }
    if (ts != other.ts || !id.equals(other.id)) {
      return false;
    }
    for (int slot = 0; slot < Math.min(present.length, other.present.length); slot++) {
      boolean both = present[slot] && other.present[slot];
      if (both
          && (bits[slot] != other.bits[slot]
              || !Objects.equals(texts[slot], other.texts[slot])
              || !Objects.equals(object(slot), other.object(slot)))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Event that
        && position.equals(that.position)
        && known == that.known
        && ts == that.ts
        && identity == that.identity
        && id.equals(that.id)
        && Arrays.equals(bits, that.bits)
        && Arrays.equals(texts, that.texts)
        && sameObjects(that)
        && Arrays.equals(present, that.present);
  }

  /** No objects are the same as nulls. */
  private boolean sameObjects(Event that) {
    for (int slot = 0; slot < present.length && objects != that.objects; slot++) {
      if (!Objects.equals(object(slot), that.object(slot))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(identity);
  }

  @Override
  public String toString() {
    return position + " ts=" + ts + " known=" + known + " id=" + id;
  }
}
