package io.twinstream.features.aggregate.column;

import io.twinstream.features.definition.FieldType;

/** The total orders that ties are broken by, the same everywhere. */
public final class Ordering {
  private Ordering() {}

  /**
   * Maps the bits of a value to a long with the same order. It is its own inverse. For doubles
   * (IEEE 754, no NaN, no negative zero) the magnitude bits of negatives are flipped.
   */
  public static long ordered(FieldType type, long bits) {
    return type.kind() == FieldType.Kind.DOUBLE ? bits ^ ((bits >> 63) & Long.MAX_VALUE) : bits;
  }

  /**
   * Compares as the UTF-8 bytes would: by code point, where {@code compareTo} goes by UTF-16 unit.
   */
  static int compareText(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogateX = Character.isSurrogate(x);
        return surrogateX == Character.isSurrogate(y) ? x - y : surrogateX ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }
}
