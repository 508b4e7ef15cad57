package io.twinstream.features.decode;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.RawRecord;
import java.util.List;
import java.util.Set;

/**
 * Makes events of the bytes of records. Bad input is an answer, never an exception. Keeps scratch
 * space, so it serves one thread at a time.
 *
 * <p>The same row through JSON, CSV and, by {@link EventBuilder}, Parquet is the same event. For
 * that, an empty text is null in every format, because CSV cannot tell them apart; a number or a
 * boolean in a text field stands for its text; and a text in any other field is read as CSV would
 * read it.
 */
public interface EventDecoder {

  /** How many bytes a record may have unless said. */
  int DEFAULT_MAX_BYTES = 1 << 20;

  /** Decodes one record. */
  Decoded decode(RawRecord record);

  /**
   * Decodes live records: one JSON object each, with the fields under their own names. Text times
   * are ISO 8601, in UTC if they have no offset; numeric times are milliseconds since 1970.
   *
   * @param keys the key fields of the views that take the source: an event without any of them is a
   *     dead letter
   * @param maxBytes the largest record that is looked at
   */
  static EventDecoder live(Source source, Set<String> keys, int maxBytes) {
    return new JsonDecoder(EventBuilder.live(source, keys), maxBytes, source.maxKnownDisorder());
  }

  /**
   * Decodes the lines of JSON history files, by the source's mapping. Their known time is ignored.
   */
  static EventDecoder jsonLines(Source source, Set<String> keys, int maxBytes) {
    return new JsonDecoder(EventBuilder.history(source, keys), maxBytes, source.maxKnownDisorder());
  }

  /**
   * Decodes the rows of CSV history files, by the source's mapping. Their known time is ignored.
   *
   * @param columns the columns' names in file order: the header of the mapping or of the file
   */
  static EventDecoder csv(Source source, Set<String> keys, List<String> columns, int maxBytes) {
    return new CsvDecoder(
        EventBuilder.history(source, keys), columns, source.history().delimiter(), maxBytes, null);
  }

  /** The same, by a builder of history. */
  static EventDecoder jsonLines(EventBuilder builder, Source source, int maxBytes) {
    return new JsonDecoder(builder, maxBytes, source.maxKnownDisorder());
  }

  /** Reads a value of a CSV row beside the fields: as it is in the file. */
  @FunctionalInterface
  interface CellReader {
    /**
     * @param column from 0
     * @param quoted whether the value is in quotes, without which an empty one is null
     */
    void read(EventBuilder event, int column, String cell, boolean quoted);
  }

  /**
   * The same, where other values than those of fields are wanted too.
   *
   * @param beside reads every value of a row, after the fields have
   */
  static EventDecoder csv(
      EventBuilder builder, List<String> columns, char delimiter, int maxBytes, CellReader beside) {
    return new CsvDecoder(builder, columns, delimiter, maxBytes, beside);
  }
}
