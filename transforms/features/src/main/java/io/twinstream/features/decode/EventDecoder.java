package io.twinstream.features.decode;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.RawRecord;
import java.util.List;
import java.util.Set;

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

  /**
   * Creates a decoder for live records: one JSON object each, with the fields under their own
   * names. Text times are ISO 8601, in UTC if they have no offset; numeric times are milliseconds
   * since 1970.
   *
   * @param keys the key fields of the views over the source: an event without a value in any of
   *     them is a dead letter
   * @param maxBytes the maximal size of a record; a larger one is a dead letter and is not parsed
   */
  static EventDecoder live(Source source, Set<String> keys, int maxBytes) {
    return new JsonDecoder(EventBuilder.live(source, keys), maxBytes, source.maxKnownDisorder());
  }

  /**
   * Creates a decoder for the lines of JSON history files, with the source's history mapping. The
   * known time of the records is ignored.
   */
  static EventDecoder jsonLines(Source source, Set<String> keys, int maxBytes) {
    return new JsonDecoder(EventBuilder.history(source, keys), maxBytes, source.maxKnownDisorder());
  }

  /**
   * Creates a decoder for the rows of CSV history files, with the source's history mapping. The
   * known time of the records is ignored.
   *
   * @param columns the names of the columns in file order: the header of the mapping or of the file
   */
  static EventDecoder csv(Source source, Set<String> keys, List<String> columns, int maxBytes) {
    return new CsvDecoder(
        EventBuilder.history(source, keys), columns, source.history().delimiter(), maxBytes, null);
  }

  /** Creates a decoder for the lines of JSON history files that fills the given builder. */
  static EventDecoder jsonLines(EventBuilder builder, Source source, int maxBytes) {
    return new JsonDecoder(builder, maxBytes, source.maxKnownDisorder());
  }

  /** Reads values of a CSV row that are not fields, unchanged. */
  @FunctionalInterface
  interface CellReader {
    /**
     * @param column from 0
     * @param quoted whether the value is in quotes; an empty value without quotes is null
     */
    void read(EventBuilder event, int column, String cell, boolean quoted);
  }

  /**
   * Creates a decoder for CSV rows that also passes on the unchanged values.
   *
   * @param beside reads every value of a row, after the fields have been read
   */
  static EventDecoder csv(
      EventBuilder builder, List<String> columns, char delimiter, int maxBytes, CellReader beside) {
    return new CsvDecoder(builder, columns, delimiter, maxBytes, beside);
  }
}
