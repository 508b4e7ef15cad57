package io.twinstream.features.event;

import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.definition.Source;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
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
  private final boolean integralIds;
  private final TimeText times;
  private final NumberSlots numbers;
  private char[] scratch = new char[64];

  private EventBuilder(Source source, Set<String> keys, HistoryMapping mapping, boolean live) {
    this.slots = new EventSlots(source.schema(), mapping, live);
    this.verdict = new Verdict(source, keys, mapping, live);
    this.integralIds = mapping.integralIds();
    this.numbers =
        new NumberSlots(slots, mapping.epochUnit() == EpochUnit.SECONDS, mapping.integralIds());
    this.times = new TimeText(mapping.timePattern().orElse(null), mapping.zone());
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

  /** Starts a record: all slots are null. */
  public void begin() {
    slots.begin();
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
    if (text.isEmpty()) {
      return;
    }
    if (slots.kind(slot) == Kind.STRING) {
      string(slot, text);
      return;
    }
    int length = text.length();
    if (length > scratch.length) {
      scratch = new char[Math.max(length, scratch.length * 2)];
    }
    text.getChars(0, length, scratch, 0);
    int from = 0;
    while (from < length && scratch[from] <= ' ') {
      from++;
    }
    while (length > from && scratch[length - 1] <= ' ') {
      length--;
    }
    plain(slot, scratch, from, length - from);
  }

  /** A text in its bytes, which make the record malformed if they are not UTF-8. */
  public void utf8(int slot, byte[] bytes) {
    if (Unicode.isUtf8(bytes)) {
      text(slot, new String(bytes, StandardCharsets.UTF_8));
    } else {
      malformed("a text that is not UTF-8");
    }
  }

  /** A text in a field that is not a string, as CSV has it. */
  private void plain(int slot, char[] chars, int from, int length) {
    Kind kind = slots.kind(slot);
    if (length == 0) {
      return;
    }
    if (kind == Kind.BOOLEAN && Literals.isWord(chars, from, length, "true")) {
      slots.set(slot, 1);
    } else if (kind == Kind.BOOLEAN && Literals.isWord(chars, from, length, "false")) {
      slots.set(slot, 0);
    } else if (kind == Kind.TIMESTAMP && !looksNumeric(chars, from, length)) {
      numbers.time(slot, times.parse(chars, from, length), new String(chars, from, length));
    } else {
      numbers.number(slot, chars, from, length);
    }
  }

  /** Without a pattern, digits alone count since 1970; with one, the pattern rules. */
  private boolean looksNumeric(char[] chars, int from, int length) {
    return !times.hasPattern() && numbers.scan(chars, from, length);
  }

  private void string(int slot, String text) {
    if (!Unicode.isText(text)) {
      slots.fail(slot, Reason.MALFORMED, "a text with half of a surrogate pair");
      return;
    }
    int point = integralIds ? text.indexOf('.') : -1;
    slots.set(
        slot, point > 0 && Literals.isIntegral(text, point) ? text.substring(0, point) : text);
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

  /** A value of a shape that no field has: an object, an array, bytes. */
  public void unfit(int slot, String what) {
    slots.wrong(slot, what);
  }

  /** The record as a whole is not what it should be. */
  void malformed(String detail) {
    slots.malformed(detail);
  }
}
