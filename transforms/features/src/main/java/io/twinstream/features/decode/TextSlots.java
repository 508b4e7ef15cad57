package io.twinstream.features.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.event.Reason;
import java.io.IOException;

/**
 * Converts text (a JSON string, a CSV cell, or the id of an entity in a request) to the type of its
 * field and stores it in the slot. Mutable; for one thread at a time.
 */
final class TextSlots {
  private final EventSlots slots;
  private final NumberSlots numbers;
  private final TimeText times;
  private final boolean integralIds;
  private char[] scratch = new char[64];

  TextSlots(EventSlots slots, HistoryMapping mapping) {
    this.slots = slots;
    this.integralIds = mapping.integralIds();
    this.numbers =
        new NumberSlots(slots, mapping.epochUnit() == EpochUnit.SECONDS, mapping.integralIds());
    this.times = new TimeText(mapping.timePattern().orElse(null), mapping.zone());
  }

  NumberSlots numbers() {
    return numbers;
  }

  TimeText times() {
    return times;
  }

  /** Sets text; empty text is null. */
  void text(int slot, String text) {
    if (text.isEmpty()) {
      return;
    }
    switch (slots.kind(slot)) {
      case STRING -> string(slot, text);
      case BYTES -> bytes(slot, text);
      case ARRAY -> array(slot, text);
      default -> plain(slot, text);
    }
  }

  private void plain(int slot, String text) {
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

  /** Sets the value of a field that is not a string, from text as in CSV. */
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

  /**
   * Reports whether text is to be parsed as a number. Without a time pattern, digits count from
   * 1970; with one, the pattern decides.
   */
  private boolean looksNumeric(char[] chars, int from, int length) {
    return !times.hasPattern() && numbers.scan(chars, from, length);
  }

  private void bytes(int slot, String text) {
    try {
      slots.set(slot, Bytes.ofBase64(text));
    } catch (IllegalArgumentException e) {
      slots.wrong(slot, text);
    }
  }

  /** Reads the JSON of an array. */
  private void array(int slot, String text) {
    try (JsonParser parser = LenientJson.FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        slots.wrong(slot, text);
        return;
      }
      slots.startArray(slot);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        element(parser, slots.element(slot));
        parser.skipChildren();
        slots.endElement(slot);
      }
      if (parser.nextToken() != null) {
        slots.wrong(slot, text);
      }
    } catch (IOException e) {
      slots.wrong(slot, text);
    }
  }

  private void element(JsonParser parser, int slot) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_STRING -> text(slot, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          numbers.number(
              slot, parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
      case VALUE_TRUE -> truth(slot, true);
      case VALUE_FALSE -> truth(slot, false);
      case START_OBJECT -> slots.wrong(slot, "an object");
      case START_ARRAY -> slots.wrong(slot, "an array");
      default -> {} // null
    }
  }

  void truth(int slot, boolean value) {
    switch (slots.kind(slot)) {
      case BOOLEAN -> slots.set(slot, value ? 1 : 0);
      case STRING -> slots.set(slot, Boolean.toString(value));
      default -> slots.wrong(slot, Boolean.toString(value));
    }
  }

  private void string(int slot, String text) {
    if (!Unicode.isText(text)) {
      slots.fail(slot, Reason.MALFORMED, "text with half of a surrogate pair");
      return;
    }
    int point = integralIds ? text.indexOf('.') : -1;
    slots.set(
        slot, point > 0 && Literals.isIntegral(text, point) ? text.substring(0, point) : text);
  }
}
