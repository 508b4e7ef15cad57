package io.twinstream.features.decode;

import com.google.common.base.Utf8;
import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Builds an event from the values of one record of any format; all values become typed here. Call
 * {@link #begin}, a value method for each value, then {@link #finish}. A value that does not fit
 * makes the record a dead letter; of several problems, that of the first field is reported. For one
 * thread at a time.
 */
public final class EventBuilder {
  private final Schema schema;
  private final HistoryMapping mapping;
  private final boolean live;
  private final EventSlots slots;
  private final Verdict verdict;
  private final TextSlots texts;
  private final TimeText times;
  private final NumberSlots numbers;
  private final Map<Integer, String> constants = new LinkedHashMap<>();

  /** The slots of fields that have another value than null in records without one. */
  private final int[] fallbacks;

  private EventBuilder(Source source, Set<String> keys, HistoryMapping mapping, boolean live) {
    this.schema = source.schema();
    this.mapping = mapping;
    this.live = live;
    this.slots = new EventSlots(source.schema(), mapping, live);
    this.verdict = new Verdict(source, keys, mapping, live);
    this.texts = new TextSlots(slots, mapping);
    this.times = texts.times();
    this.numbers = texts.numbers();
    this.fallbacks =
        IntStream.range(0, schema.size())
            .filter(slot -> !schema.field(slot).fallback().isEmpty())
            .toArray();
  }

  /**
   * Creates a builder for the history files of a source. The known time comes from the source's
   * history mapping.
   *
   * @param keys the key fields of the views over the source: an event without a value in any of
   *     them is a dead letter
   */
  public static EventBuilder history(Source source, Set<String> keys) {
    return new EventBuilder(source, keys, source.history(), false);
  }

  /**
   * Creates a builder for live events: columns have the names of the fields, and the known time is
   * passed to {@link #finish}.
   *
   * @param keys as for {@link #history}
   */
  public static EventBuilder live(Source source, Set<String> keys) {
    return new EventBuilder(source, keys, HistoryMapping.DEFAULT, true);
  }

  /** Reports whether text, as in JSON, is a value of a type. */
  public static boolean isValue(FieldType type, String text) {
    Schema alone = new Schema(List.of(new Field("value", type)));
    EventSlots slots = new EventSlots(alone, HistoryMapping.DEFAULT, true);
    slots.begin();
    new TextSlots(slots, HistoryMapping.DEFAULT).text(0, text);
    return slots.reason == null && slots.isSet(0);
  }

  /**
   * Returns the slots that a column of the input fills; empty if the column is not declared. The
   * array must not be changed.
   */
  public int[] slots(String column) {
    return slots.of(column);
  }

  /** Returns the columns of the input that are read. */
  public Set<String> columns() {
    return Collections.unmodifiableSet(slots.columns().keySet());
  }

  /** Sets the text of a slot for every record that has no other value for it. */
  public void always(int slot, String text) {
    constants.put(slot, text);
  }

  /** Returns where the values of fields are in a nested record. */
  public RecordPaths paths() {
    return RecordPaths.of(schema, slots, mapping, live);
  }

  /** Starts a record: sets all slots to null, or to the text of {@link #always}. */
  public void begin() {
    slots.begin();
    if (!constants.isEmpty()) {
      constants.forEach(this::text);
    }
  }

  /** Returns the event with the values since {@link #begin}, or the dead letter. */
  public Decoded finish(Position position, long known, Supplier<byte[]> original) {
    for (int slot : fallbacks) {
      if (!slots.isSet(slot)) {
        text(slot, schema.field(slot).fallback());
      }
    }
    return verdict.of(slots, position, known, original);
  }

  /** Returns the dead letter of a record that cannot be split into values. */
  public DeadLetter refuse(RawRecord record, Reason reason, String detail) {
    return verdict.deadLetter(
        record.position(),
        verdict.knownOf(slots, record.known()),
        reason,
        detail,
        record.payload());
  }

  /**
   * Reports whether a slot gets its first value in this record; a second value makes the record
   * malformed.
   */
  boolean claim(int slot) {
    return slots.claim(slot);
  }

  /** Sets text; empty text is null. */
  public void text(int slot, String text) {
    texts.text(slot, text);
  }

  /** Sets text from bytes; bytes that are not UTF-8 make the record malformed. */
  public void utf8(int slot, byte[] bytes) {
    if (Utf8.isWellFormed(bytes)) {
      text(slot, new String(bytes, StandardCharsets.UTF_8));
    } else {
      malformed("text that is not UTF-8");
    }
  }

  /** Sets text that is in a region of bytes. */
  public void utf8(int slot, byte[] bytes, int from, int length) {
    if (Utf8.isWellFormed(bytes, from, length)) {
      text(slot, new String(bytes, from, length, StandardCharsets.UTF_8));
    } else {
      malformed("text that is not UTF-8");
    }
  }

  /** Sets an integer that is unsigned: one above 2^63-1 is out of range. */
  public void unsignedValue(int slot, long value) {
    if (value >= 0) {
      numbers.longValue(slot, value);
    } else {
      numbers.digits(slot, Long.toUnsignedString(value));
    }
  }

  /** Sets a number in text form. */
  void number(int slot, char[] chars, int from, int length) {
    numbers.number(slot, chars, from, length);
  }

  /** Sets an integer. */
  public void longValue(int slot, long value) {
    numbers.longValue(slot, value);
  }

  /** Sets a binary64 number; a decimal field gets the value of its shortest text. */
  public void doubleValue(int slot, double value) {
    numbers.doubleValue(slot, value);
  }

  /** Sets a binary32 number, as the value of its shortest text. */
  public void floatValue(int slot, float value) {
    numbers.digits(slot, ShortestText.of(value));
  }

  /** Sets a fixed-point number. */
  public void decimalValue(int slot, long unscaled, int scale) {
    numbers.decimalValue(slot, unscaled, scale);
  }

  public void decimalValue(int slot, BigDecimal value) {
    numbers.digits(slot, value.toString());
  }

  public void booleanValue(int slot, boolean value) {
    texts.truth(slot, value);
  }

  /** Sets bytes; no bytes are null, like empty text. A field that is not of bytes reads UTF-8. */
  public void bytesValue(int slot, byte[] bytes) {
    if (slots.kind(slot) != Kind.BYTES) {
      utf8(slot, bytes);
    } else if (bytes.length > 0) {
      slots.set(slot, Bytes.of(bytes));
    }
  }

  /** Reports whether a field is an array. */
  public boolean isArray(int slot) {
    return slots.kind(slot) == Kind.ARRAY;
  }

  /**
   * Begins an array, which is then empty. Elements are set like fields, at the slot {@link
   * #element}, each followed by {@link #endElement}.
   */
  public void startArray(int slot) {
    slots.startArray(slot);
  }

  /** Returns the slot at which the elements of an array are set. */
  public int element(int slot) {
    return slots.element(slot);
  }

  /** Appends an element to an array: null if none was set. */
  public void endElement(int slot) {
    slots.endElement(slot);
  }

  /** Returns the number of elements of an array so far. */
  public int elements(int slot) {
    return slots.elements(slot);
  }

  /** Sets an instant, in milliseconds since 1970. */
  public void instantValue(int slot, long millis) {
    if (slots.kind(slot) == Kind.TIMESTAMP) {
      numbers.time(slot, TimeText.checked(millis), null);
    } else {
      slots.wrong(slot, "an instant");
    }
  }

  /** Sets a local time in the zone of the mapping, in milliseconds since 1970 as if it were UTC. */
  public void localTimeValue(int slot, long millis) {
    if (slots.kind(slot) == Kind.TIMESTAMP) {
      numbers.time(slot, times.ofLocal(millis), null);
    } else {
      slots.wrong(slot, "a time");
    }
  }

  /**
   * Sets the bits of a column that is copied and is not a field of the event. The caller defines
   * their meaning.
   */
  public void keep(int slot, long bits) {
    slots.set(slot, bits);
  }

  /** Sets text that is copied and is not a field of the event; empty text stays empty. */
  public void keep(int slot, String text) {
    slots.set(slot, text);
  }

  /** Reports a value of a shape that no field has: an object, an array, bytes. */
  public void unfit(int slot, String what) {
    slots.wrong(slot, what);
  }

  /** Reports that the record as a whole is malformed. */
  public void malformed(String detail) {
    slots.malformed(detail);
  }
}
