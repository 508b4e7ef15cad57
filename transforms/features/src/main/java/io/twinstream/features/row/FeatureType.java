package io.twinstream.features.row;

/** The type of a feature's values, and their form in a {@code FeatureRow}. */
public enum FeatureType {
  /** A 64-bit signed integer: counts, distinct counts, and values of integer fields. */
  LONG,
  /** A binary64 number, held as its raw bits. */
  DOUBLE,
  /** Unicode text. */
  STRING,
  /** Held as 0 or 1. */
  BOOLEAN,
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  TIMESTAMP
}
