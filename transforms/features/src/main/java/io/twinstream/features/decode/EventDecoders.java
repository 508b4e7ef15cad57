package io.twinstream.features.decode;

import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Source;
import java.util.List;
import java.util.Set;

/** Creates the decoders of each format. */
public final class EventDecoders {
  private EventDecoders() {}

  /**
   * Creates a decoder for live records: one JSON object each, with the fields under their own
   * names. Text times are ISO 8601, in UTC if they have no offset; numeric times are milliseconds
   * since 1970.
   *
   * @param keys the key fields of the views over the source: an event without a value in any of
   *     them is a dead letter
   * @param maxBytes the maximal size of a record; a larger one is a dead letter and is not parsed
   */
  public static EventDecoder live(Source source, Set<String> keys, int maxBytes) {
    return unwrapping(
        new JsonDecoder(EventBuilder.live(source, keys), source, maxBytes), source, maxBytes);
  }

  /**
   * Creates a decoder for the lines of JSON history files, with the source's history mapping. The
   * known time of the records is ignored.
   */
  public static EventDecoder jsonLines(Source source, Set<String> keys, int maxBytes) {
    return jsonLines(EventBuilder.history(source, keys), source, maxBytes);
  }

  /**
   * Creates a decoder for the rows of CSV history files, with the source's history mapping. The
   * known time of the records is ignored.
   *
   * @param columns the names of the columns in file order: the header of the mapping or of the file
   */
  public static EventDecoder csv(
      Source source, Set<String> keys, List<String> columns, int maxBytes) {
    return new CsvDecoder(
        EventBuilder.history(source, keys), columns, source.history().delimiter(), maxBytes, null);
  }

  /** Creates a decoder for the lines of JSON history files that fills the given builder. */
  public static EventDecoder jsonLines(EventBuilder builder, Source source, int maxBytes) {
    return unwrapping(new JsonDecoder(builder, source, maxBytes), source, maxBytes);
  }

  private static EventDecoder unwrapping(EventDecoder rows, Source source, int maxBytes) {
    return source.changes().filter(ChangeRules::isDebezium).isPresent()
        ? new DebeziumDecoder(rows, source, maxBytes)
        : rows;
  }

  /**
   * Creates a decoder for CSV rows that also passes on the unchanged values.
   *
   * @param beside reads every value of a row, after the fields have been read
   */
  public static EventDecoder csv(
      EventBuilder builder,
      List<String> columns,
      char delimiter,
      int maxBytes,
      EventDecoder.CellReader beside) {
    return new CsvDecoder(builder, columns, delimiter, maxBytes, beside);
  }
}
