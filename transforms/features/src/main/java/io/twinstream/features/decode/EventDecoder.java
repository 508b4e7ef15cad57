package io.twinstream.features.decode;

import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.RawRecord;

/**
 * Decodes the bytes of records into events. Bad input gives a dead letter, never an exception. A
 * decoder reuses buffers, so it serves one thread at a time.
 *
 * <p>The same row in JSON, in CSV and, through {@link EventBuilder}, in Parquet is the same event.
 * Therefore empty text is null in every format, because CSV cannot distinguish the two; a number or
 * a boolean in a text field becomes its text; and text in any other field is parsed as in CSV.
 */
public interface EventDecoder {

  /** The default maximal size of a record in bytes. */
  int DEFAULT_MAX_BYTES = 1 << 20;

  /** Decodes one record. */
  Decoded decode(RawRecord record);

  /** Reads values of a CSV row that are not fields, unchanged. */
  @FunctionalInterface
  interface CellReader {
    /**
     * @param column from 0
     * @param quoted whether the value is in quotes; an empty value without quotes is null
     */
    void read(EventBuilder event, int column, String cell, boolean quoted);
  }
}
