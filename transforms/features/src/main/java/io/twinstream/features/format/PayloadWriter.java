package io.twinstream.features.format;

import java.util.Map;

/** Writes records of one schema. Safe for use by many threads. */
@FunctionalInterface
public interface PayloadWriter {
  /**
   * Returns the bytes of a record, without the id of its schema.
   *
   * @param record names and values as in JSON: {@code Map}, {@code List}, {@code String}, {@code
   *     Number}, {@code Boolean} and null; times are ISO 8601 and bytes base64
   * @throws IllegalArgumentException if a value does not fit the schema
   */
  byte[] write(Map<String, ?> record);
}
