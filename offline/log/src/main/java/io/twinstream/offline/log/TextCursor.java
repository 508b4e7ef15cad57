package io.twinstream.offline.log;

import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.CsvCells;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.EventDecoder;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads CSV and JSON lines. A position's offset counts the rows, the header left out. */
final class TextCursor implements HistoryCursor {
  private static final int BUFFER = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final HistorySplit split;
  private final Source source;
  private final int maxBytes;
  private final AutoCloseable file;
  private final RecordSplitter records;
  private EventDecoder decoder;
  private long row;
  private boolean first = true;

  private TextCursor(
      HistorySplit split, Source source, int maxBytes, AutoCloseable file, InputStream in) {
    boolean lines = source.history().format() == Format.JSON_LINES;
    this.split = split;
    this.source = source;
    this.maxBytes = maxBytes;
    this.file = file;
    this.records = new RecordSplitter(in, lines ? -1 : source.history().delimiter(), maxBytes);
  }

  static TextCursor open(HistorySplit split, Source source, Set<String> keys, int maxBytes) {
    TextCursor cursor = null;
    try {
      cursor = open(split, source, maxBytes);
      cursor.decoder = cursor.decoder(keys);
      return cursor;
    } catch (IOException e) {
      throw damaged(split, e);
    } catch (RuntimeException e) {
      if (cursor != null) {
        cursor.close();
      }
      throw e;
    }
  }

  private static TextCursor open(HistorySplit split, Source source, int maxBytes)
      throws IOException {
    if (!split.entry().isEmpty()) {
      ZipFile zip = new ZipFile(split.path());
      InputStream entry = zip.getInputStream(zip.getEntry(split.entry()));
      return new TextCursor(split, source, maxBytes, zip, entry);
    }
    InputStream raw = Files.newInputStream(Path.of(split.path()));
    try {
      boolean gzip = split.path().endsWith(".gz");
      InputStream in = gzip ? new GZIPInputStream(raw, BUFFER) : raw;
      return new TextCursor(split, source, maxBytes, in, in);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private EventDecoder decoder(Set<String> keys) throws IOException {
    HistoryMapping mapping = source.history();
    if (mapping.format() == Format.JSON_LINES) {
      return EventDecoder.jsonLines(source, keys, maxBytes);
    }
    List<String> columns = mapping.header();
    if (columns.isEmpty()) {
      columns = readHeader();
    }
    HistoryColumns.check(source, columns, split.origin());
    records.expectValues(columns.size());
    return EventDecoder.csv(source, keys, columns, maxBytes);
  }

  private List<String> readHeader() throws IOException {
    if (!records.next()) {
      throw new HistoryException(
          split.path() + " is empty: not even a header; delete it, or declare `header`");
    }
    first = false;
    String header = new String(withoutMark(records.bytes()), StandardCharsets.UTF_8);
    List<String> columns = new ArrayList<>();
    String problem = CsvCells.split(header, source.history().delimiter(), columns);
    if (problem != null) {
      throw new HistoryException(split.path() + ": the header is no CSV row: " + problem);
    }
    return List.copyOf(columns);
  }

  private static byte[] withoutMark(byte[] bytes) {
    boolean marked = bytes.length >= 3 && Arrays.equals(bytes, 0, 3, BYTE_ORDER_MARK, 0, 3);
    return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
  }

  @Override
  public Decoded next() {
    try {
      if (!records.next()) {
        return null;
      }
    } catch (IOException e) {
      throw damaged(split, e);
    }
    Position position = new Position(split.origin(), 0, row++);
    if (records.isTooLarge()) {
      return tooLarge(position);
    }
    byte[] bytes = first ? withoutMark(records.bytes()) : records.bytes();
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
        records.sha256Hex());
  }

  private static HistoryException damaged(HistorySplit split, IOException e) {
    boolean cut = e instanceof EOFException || e instanceof ZipException;
    return new HistoryException(
        split.path()
            + (cut ? " is cut or damaged; fetch it again" : " cannot be read: " + e.getMessage()),
        e);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (Exception e) {
      throw new HistoryException("cannot close " + split.path(), e);
    }
  }
}
