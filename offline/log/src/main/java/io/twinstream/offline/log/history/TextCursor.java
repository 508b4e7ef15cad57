package io.twinstream.offline.log.history;

import io.twinstream.features.decode.CsvCells;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.file.CsvHeader;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.file.RecordSplitter;
import io.twinstream.offline.log.file.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Reads CSV and JSON lines. The offset of a position is the number of the row, not counting the
 * header.
 */
public final class TextCursor implements HistoryCursor {
  private final HistoryInputSplit split;
  private final Source source;
  private final int maxBytes;
  private final TextFile file;
  private final RecordSplitter records;
  private EventDecoder decoder;
  private long row;
  private boolean first = true;

  private TextCursor(HistoryInputSplit split, Source source, int maxBytes, TextFile file) {
    boolean lines = source.history().format() == Format.JSON_LINES;
    this.split = split;
    this.source = source;
    this.maxBytes = maxBytes;
    this.file = file;
    this.records =
        new RecordSplitter(file.in(), lines ? -1 : source.history().delimiter(), maxBytes);
  }

  static TextCursor open(
      HistoryInputSplit split, Source source, Set<String> keys, int maxBytes, KeptColumns kept) {
    TextCursor cursor = null;
    try {
      cursor = new TextCursor(split, source, maxBytes, TextFile.open(split));
      cursor.decoder = cursor.decoder(keys, kept);
      return cursor;
    } catch (IOException e) {
      throw TextFile.damaged(split, e);
    } catch (RuntimeException e) {
      if (cursor != null) {
        cursor.close();
      }
      throw e;
    }
  }

  private EventDecoder decoder(Set<String> keys, KeptColumns kept) throws IOException {
    HistoryMapping mapping = source.history();
    EventBuilder builder = EventBuilder.history(source, keys);
    if (mapping.format() == Format.JSON_LINES) {
      FolderColumns.feed(split, List.of(), builder);
      return EventDecoders.jsonLines(builder, source, maxBytes);
    }
    List<String> columns = mapping.header();
    if (columns.isEmpty()) {
      columns = readHeader();
    }
    if (kept != KeptColumns.NONE) {
      columns = CsvHeader.named(columns);
    }
    HistoryColumns.check(source, FolderColumns.with(split, columns), split.origin());
    FolderColumns.feed(split, columns, builder);
    records.expectValues(columns.size());
    return EventDecoders.csv(
        builder,
        columns,
        mapping.delimiter(),
        maxBytes,
        KeptCsv.of(kept, source.schema(), columns));
  }

  /** Returns the columns of a CSV file. */
  public static List<String> columns(HistoryInputSplit split, Source source) {
    if (!source.history().header().isEmpty()) {
      return source.history().header();
    }
    try {
      TextCursor cursor =
          new TextCursor(split, source, EventDecoder.DEFAULT_MAX_BYTES, TextFile.open(split));
      try (cursor) {
        return cursor.readHeader();
      }
    } catch (IOException e) {
      throw TextFile.damaged(split, e);
    }
  }

  private List<String> readHeader() throws IOException {
    if (!records.next()) {
      throw new HistoryException(
          split.path() + " is empty, without a header; delete it, or declare `header`");
    }
    first = false;
    String header = new String(TextFile.withoutMark(records.bytes()), StandardCharsets.UTF_8);
    List<String> columns = new ArrayList<>();
    String problem = CsvCells.split(header, source.history().delimiter(), columns);
    if (problem != null) {
      throw new HistoryException(split.path() + ": the header is not a CSV row: " + problem);
    }
    return List.copyOf(columns);
  }

  @Override
  public Decoded next() {
    try {
      if (!records.next()) {
        return null;
      }
    } catch (IOException e) {
      throw TextFile.damaged(split, e);
    }
    Position position = new Position(split.origin(), 0, row++);
    if (records.isTooLarge()) {
      return tooLarge(position);
    }
    byte[] bytes = first ? TextFile.withoutMark(records.bytes()) : records.bytes();
    first = false;
    return decoder.decode(new RawRecord(position, 0, bytes));
  }

  private DeadLetter tooLarge(Position position) {
    byte[] bytes = records.bytes();
    return new DeadLetter(
        source.name(),
        position,
        0,
        Reason.TOO_LARGE,
        records.size() + " bytes; the limit is " + maxBytes,
        Arrays.copyOf(bytes, Math.min(bytes.length, DeadLetter.MAX_PAYLOAD)),
        records.size(),
        records.sha256Hex(),
        Envelope.NONE);
  }

  @Override
  public void close() {
    file.close(split);
  }
}
