package io.twinstream.features.decode;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Reason;
import java.util.List;

/**
 * Derives the entity key from an event or from text: strings as they are, whole numbers in decimal.
 * Safe for use by many threads.
 */
public final class EntityKey {
  /**
   * The maximal number of characters of a key. An event with a longer key is a dead letter; a
   * request with a longer id is refused.
   */
  public static final int MAX_LENGTH = 1_024;

  /** Every number with at most this many digits fits in 64 bits. */
  private static final int SURE_DIGITS = 18;

  private final int slot;
  private final boolean isText;
  private final Schema alone;

  private EntityKey(int slot, Field field) {
    this.slot = slot;
    this.isText = field.type().kind() == Kind.STRING;
    this.alone = new Schema(List.of(field));
  }

  /**
   * Creates the key of the events of a schema.
   *
   * @throws IllegalArgumentException if the schema has no such field
   */
  public static EntityKey in(Schema schema, String field) {
    return new EntityKey(schema.slot(field), new Field(field, schema.field(field).type()));
  }

  /**
   * Returns the key of an event, or null if the field is null or empty: the event then belongs to
   * no entity.
   */
  public String of(Event event) {
    if (event.isNull(slot)) {
      return null;
    }
    return id(event.bits(slot), event.text(slot));
  }

  private String id(long bits, String text) {
    if (!isText) {
      return Long.toString(bits);
    }
    return text.isEmpty() ? null : text;
  }

  /**
   * Returns the key that events have if this text is the value of their key field. For a whole
   * number, 007, +7 and 7.0 all become 7, as in the decoding of events.
   *
   * @return null if such events belong to no entity
   * @throws IllegalArgumentException if such events are refused; the message continues a sentence
   *     that begins with the name of the text
   */
  public String parse(String text) {
    if (isText && text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "has %d characters; an id has at most %d".formatted(text.length(), MAX_LENGTH));
    }
    if (isText ? isPlain(text) : isDecimal(text)) {
      return text;
    }
    EventSlots slots = new EventSlots(alone, HistoryMapping.DEFAULT, true);
    slots.begin();
    new TextSlots(slots, HistoryMapping.DEFAULT).text(0, text);
    if (slots.reason != null) {
      throw new IllegalArgumentException(problem(slots.reason, text));
    }
    return slots.present[0] ? id(slots.bits[0], slots.texts[0]) : null;
  }

  /**
   * Parses text that must name an entity, as {@link #parse} does.
   *
   * @throws IllegalArgumentException under the same conditions as parsing, and if the text is empty
   */
  public String require(String text) {
    String id = parse(text);
    if (id == null) {
      throw new IllegalArgumentException("is empty");
    }
    return id;
  }

  private static String problem(Reason reason, String text) {
    return switch (reason) {
      case MALFORMED -> "has half of a surrogate pair";
      case OUT_OF_RANGE -> "does not fit in a 64-bit integer: '" + EventSlots.shown(text) + "'";
      default -> "is not a whole number: '" + EventSlots.shown(text) + "'";
    };
  }

  /** Reports whether text is certainly its own key: it contains no surrogates. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /**
   * Reports whether text is certainly its own key: a whole number that fits, in the form that
   * {@link #of} writes.
   */
  private static boolean isDecimal(String text) {
    int length = text.length();
    int digits = length > 1 && text.charAt(0) == '-' ? 1 : 0;
    boolean isDecimal = length > digits && length <= SURE_DIGITS && text.charAt(digits) != '0';
    for (int i = digits; isDecimal && i < length; i++) {
      isDecimal = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return isDecimal;
  }
}
