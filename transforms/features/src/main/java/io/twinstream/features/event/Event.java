package io.twinstream.features.event;

import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Schema;
import java.util.Arrays;
import java.util.Objects;

/**
 * One typed event of a source. Immutable: it is shared between views, state and snapshots.
 *
 * <p>Values stand in the slots of the source's {@link Schema}: text in {@link #text}, everything
 * else in {@link #bits} in the form that {@link Kind} describes.
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
   * Takes over the arrays, which must not be changed afterwards.
   *
   * @param position where the record stands
   * @param known when the platform could first have used it, milliseconds since 1970
   * @param ts when it happened, milliseconds since 1970, floored to the source's resolution
   * @param id the event id; empty where the source declares none
   * @param identity the 64-bit hash of (id, ts, the names and values of the fields that have one)
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
   * The same event, as if it had been known when it happened: at the very time, not the floored
   * one.
   *
   * @param timeSlot of the source's event time; where it is null, {@link #ts} is exact
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

  /** How many fields have a value. */
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

  /** The value in a slot that is not text; 0 if null. */
  public long bits(int slot) {
    return bits[slot];
  }

  /** The value in a text slot; null if null. */
  public String text(int slot) {
    return texts[slot];
  }

  /**
   * Whether both can be of one record: nothing that both have differs. A field that was declared
   * between them is null in the one.
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
