package io.twinstream.features.aggregate.column.category;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.event.Event;
import java.util.List;
import java.util.Optional;

/** The categories of a field: strings, longs or booleans, as text. */
public final class CategoryText {
  private final int slot;
  private final Kind kind;

  /**
   * @param slot of the field in events
   */
  public CategoryText(int slot, Field field) {
    this.slot = slot;
    this.kind = field.type().kind();
  }

  boolean isNull(Event event) {
    return event.isNull(slot);
  }

  /** Returns the category of an event that has one. */
  public String of(Event event) {
    return kind == Kind.STRING ? event.text(slot) : text(event.bits(slot));
  }

  private String text(long bits) {
    return kind == Kind.BOOLEAN ? Boolean.toString(bits != 0) : Long.toString(bits);
  }

  /** Returns the value of a category as a feature has it, boxed. */
  public Object value(String category) {
    return switch (kind) {
      case STRING -> category;
      case BOOLEAN -> Boolean.valueOf(category);
      default -> Long.valueOf(category);
    };
  }

  /** Returns the bits of a category of a field that is not text. */
  public long bits(String category) {
    return kind == Kind.BOOLEAN ? Boolean.parseBoolean(category) ? 1 : 0 : Long.parseLong(category);
  }

  /**
   * Returns the category that a definition writes as text, such as {@code 7} for {@code 007} of a
   * long; empty if the field cannot have it.
   */
  public Optional<String> parse(String text) {
    if (kind == Kind.STRING) {
      return Optional.of(text);
    }
    if (kind == Kind.BOOLEAN) {
      return Optional.of(text).filter(t -> t.equals("true") || t.equals("false"));
    }
    try {
      return Optional.of(Long.toString(Long.parseLong(text)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Describes categories, which may have any characters, unmistakably. */
  static String describe(List<String> categories) {
    return categories.stream().map(text -> text.length() + ":" + text).toList().toString();
  }

  boolean isValid(String category) {
    return parse(category).filter(category::equals).isPresent();
  }

  /** Reports whether categories are any text. */
  boolean isText() {
    return kind == Kind.STRING;
  }
}
