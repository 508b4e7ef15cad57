package io.twinstream.features.function;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;

/** The types of fields that a function can use. */
public enum Accepts {
  ANY("it needs a field"),
  /** Single values that are no bytes: everything with an order, an equality and a size. */
  SCALAR("it needs a single value: read one by a path such as items[0].price"),
  /** Numbers that can be summed exactly: decimals and longs. */
  EXACT("it needs a decimal or a long"),
  /** Values that can be least or greatest: numbers and timestamps. */
  ORDERED("it needs a number or a timestamp"),
  /** Numbers, exact ones and doubles. */
  NUMBER("it needs a number"),
  BOOLEAN("it needs a boolean"),
  /** Values that can name a category. */
  CATEGORY("it needs a string, a long or a boolean"),
  /** Arrays of exact numbers, all of one length. */
  VECTOR(
      "it needs an array of decimals or longs with a declared length, such as array(decimal(6),"
          + " 128)");

  private final String needs;

  Accepts(String needs) {
    this.needs = needs;
  }

  public boolean accepts(FieldType type) {
    return switch (this) {
      case ANY -> true;
      case SCALAR -> !type.isObject();
      case EXACT -> type.isSummable();
      case ORDERED -> type.isOrdered();
      case NUMBER -> type.isSummable() || type.kind() == Kind.DOUBLE;
      case BOOLEAN -> type.kind() == Kind.BOOLEAN;
      case VECTOR -> type.kind() == Kind.ARRAY && type.length() > 0 && type.element().isSummable();
      case CATEGORY ->
          type.kind() == Kind.STRING || type.kind() == Kind.LONG || type.kind() == Kind.BOOLEAN;
    };
  }

  /** Says which fields it accepts, such as {@code a decimal or a long}. */
  public String description() {
    return this == ANY ? "any" : needs.substring("it needs ".length());
  }

  /** Says what to do about a field of another type. */
  public String hint(FieldType type) {
    return this == EXACT && type.kind() == Kind.DOUBLE
        ? "sums are exact: declare it as decimal(SCALE)"
        : needs;
  }
}
