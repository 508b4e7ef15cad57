package io.twinstream.features.event;

import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Schema;
import java.util.Arrays;
import java.util.Objects;

/**
 * One typed event of a source. It is immutable, because views, states and snapshots share it.
 *
 * <p>Values are in the slots of the source's {@link Schema}: text in {@link #text}, everything else
 * in {@link #bits} in the form that {@link Kind} describes.
 */
public final class Event implements Decoded {
  private final Position position;
  private final long known;
  private final long ts;
  private final String id;
  private final long identity;
  private final long[] bits;
  private final String[] texts;
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
    this.position = Objects.requireNonNull(position, "position");
    this.known = known;
    this.ts = ts;
    this.id = Objects.requireNonNull(id, "id");
    this.identity = identity;
    this.bits = bits;
    this.texts = texts;
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
        : new Event(position, occurred, ts, id, identity, bits, texts, present);
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

  /** Returns the value of a slot that is not text; 0 if null. */
  public long bits(int slot) {
    return bits[slot];
  }

  /** Returns the value of a text slot, or null. */
  public String text(int slot) {
    return texts[slot];
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
          && (bits[slot] != other.bits[slot] || !Objects.equals(texts[slot], other.texts[slot]))) {
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
        && Arrays.equals(present, that.present);
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
