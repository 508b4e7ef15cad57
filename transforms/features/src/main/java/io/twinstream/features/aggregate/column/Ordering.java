package io.twinstream.features.aggregate.column;

import io.twinstream.features.definition.FieldType;

/** Total orders that break ties, the same on every machine. */
public final class Ordering {
  private Ordering() {}

  /**
   * Maps the bits of a value to a long with the same order. The mapping is its own inverse. For
   * doubles (IEEE 754, no NaN, no negative zero) it flips the magnitude bits of negative values.
   */
  public static long ordered(FieldType type, long bits) {
    return type.kind() == FieldType.Kind.DOUBLE ? bits ^ ((bits >> 63) & Long.MAX_VALUE) : bits;
  }
}
