package io.twinstream.features.format;

/** Reads records of one schema. For one thread at a time. */
@FunctionalInterface
public interface PayloadReader {
  /**
   * Sets the values of a record in the builder that the reader was created with, which has begun
   * the record.
   *
   * @param from where the record begins, after the id of its schema
   * @throws BadPayload if the bytes are damaged
   * @throws IllegalArgumentException if the bytes are damaged
   */
  void read(byte[] bytes, int from);
}
