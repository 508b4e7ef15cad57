package io.twinstream.formats;

import io.twinstream.features.definition.FieldType;

/** What values of a schema's type look like. */
public enum Shape {
  TEXT,
  INTEGER,
  NUMBER,
  BOOLEAN,
  INSTANT,
  BYTES,
  OBJECT,
  ARRAY,
  /** Several of them, or any. */
  MIXED;

  /** Reports whether some of these values are values of a field. */
  boolean fits(FieldType type) {
    if (this == MIXED) {
      return true;
    }
    return switch (type.kind()) {
      case STRING -> this == TEXT || this == INTEGER || this == BOOLEAN || this == BYTES;
      case LONG, DECIMAL, DOUBLE -> this == INTEGER || this == NUMBER || this == TEXT;
      case BOOLEAN -> this == BOOLEAN || this == INTEGER || this == TEXT;
      case TIMESTAMP -> this == INSTANT || this == INTEGER || this == TEXT;
      case BYTES -> this == BYTES || this == TEXT;
      case ARRAY -> this == ARRAY || this == TEXT;
    };
  }
}
