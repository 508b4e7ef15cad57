package io.twinstream.features.decode;

import com.google.common.base.Utf8;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes an event of the values of one record, whatever format they come from: the one place where
 * values become typed. Call {@link #begin}, a value method for each value, then {@link #finish}. A
 * value that does not fit makes the record a dead letter; of several problems the one in the first
 * field is told. Serves one thread at a time.
 */
public final class EventBuilder {
  private final EventSlots slots;
  private final Verdict verdict;
  private final TextSlots texts;
  private final TimeText times;
  private final NumberSlots numbers;
  private final Map<Integer, String> constants = new LinkedHashMap<>();

  private EventBuilder(Source source, Set<String> keys, HistoryMapping mapping, boolean live) {
    this.slots = new EventSlots(source.schema(), mapping, live);
    this.verdict = new Verdict(source, keys, mapping, live);
    this.texts = new TextSlots(slots, mapping);
    this.times = texts.times();
    this.numbers = texts.numbers();
  }

  /**
   * Builds events of a source's history files, by its mapping, which says the known time too.
   *
   * @param keys the key fields of the views that take the source: an event without any of them is a
   *     dead letter
   */
  public static EventBuilder history(Source source, Set<String> keys) {
    return new EventBuilder(source, keys, source.history(), false);
  }

  /**
   * Builds live events: columns are named like the fields, known time is what {@link #finish} says.
   *
   * @param keys as of {@link #history}
   */
  public static EventBuilder live(Source source, Set<String> keys) {
    return new EventBuilder(source, keys, HistoryMapping.DEFAULT, true);
  }

  /** The slots that a column of the input fills: none if it is not declared. Do not change. */
  public int[] slots(String column) {
    return slots.of(column);
  }

  /** Lets a slot have a text in every record that has nothing else for it. */
  public void always(int slot, String text) {
    constants.put(slot, text);
  }

  /** Starts a record: all slots are null, but for those that always have a text. */
  public void begin() {
    slots.begin();
    if (!constants.isEmpty()) {
      constants.forEach(this::text);
    }
  }

  /** The event of the values since {@link #begin}, or the dead letter. */
  public Decoded finish(Position position, long known, Supplier<byte[]> original) {
    return verdict.of(slots, position, known, original);
  }

  /** The dead letter of a record that is not even a row of values. */
  DeadLetter refuse(RawRecord record, Reason reason, String detail) {
    return verdict.deadLetter(
        record.position(),
        verdict.knownOf(slots, record.known()),
        reason,
        detail,
        record.payload());
  }

  /** Whether this is the first time in this record; if not, the record is malformed. */
  boolean claim(int slot) {
    return slots.claim(slot);
  }

  /** A text; the empty one is null. */
  public void text(int slot, String text) {
    texts.text(slot, text);
  }

  /** A text in its bytes, which make the record malformed if they are not UTF-8. */
  public void utf8(int slot, byte[] bytes) {
    if (Utf8.isWellFormed(bytes)) {
      text(slot, new String(bytes, StandardCharsets.UTF_8));
    } else {
      malformed("a text that is not UTF-8");
    }
  }

  /** A number written out. */
  void number(int slot, char[] chars, int from, int length) {
    numbers.number(slot, chars, from, length);
  }

  /** An integer. */
  public void longValue(int slot, long value) {
    numbers.longValue(slot, value);
  }

  /** A binary64 number; in a decimal field it stands for its shortest text. */
  public void doubleValue(int slot, double value) {
    numbers.doubleValue(slot, value);
  }

  /** A binary32 number: it stands for its shortest text. */
  public void floatValue(int slot, float value) {
    numbers.digits(slot, ShortestText.of(value));
  }

  /** A fixed-point number. */
  public void decimalValue(int slot, long unscaled, int scale) {
    numbers.decimalValue(slot, unscaled, scale);
  }

  public void decimalValue(int slot, BigDecimal value) {
    numbers.digits(slot, value.toString());
  }

  public void booleanValue(int slot, boolean value) {
    switch (slots.kind(slot)) {
      case BOOLEAN -> slots.set(slot, value ? 1 : 0);
      case STRING -> slots.set(slot, Boolean.toString(value));
      default -> slots.wrong(slot, Boolean.toString(value));
    }
  }

  /** An instant, in milliseconds since 1970. */
  public void instantValue(int slot, long millis) {
    if (slots.kind(slot) == Kind.TIMESTAMP) {
      numbers.time(slot, TimeText.checked(millis), null);
    } else {
      slots.wrong(slot, "an instant");
    }
  }

  /** A time in the mapping's zone, in milliseconds since 1970 as if it were UTC. */
  public void localTimeValue(int slot, long millis) {
    if (slots.kind(slot) == Kind.TIMESTAMP) {
      numbers.time(slot, times.ofLocal(millis), null);
    } else {
      slots.wrong(slot, "a time");
    }
  }

  /** A value as it is: no event's, but one that only passes. Its bits are the caller's affair. */
  public void keep(int slot, long bits) {
    slots.set(slot, bits);
  }

  /** A text as it is, the empty one too. */
  public void keep(int slot, String text) {
    slots.set(slot, text);
  }

  /** A value of a shape that no field has: an object, an array, bytes. */
  public void unfit(int slot, String what) {
    slots.wrong(slot, what);
  }

  /** The record as a whole is not what it should be. */
  void malformed(String detail) {
    slots.malformed(detail);
  }
}
