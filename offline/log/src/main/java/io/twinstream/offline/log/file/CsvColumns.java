package io.twinstream.offline.log.file;

import io.twinstream.features.decode.CsvCells;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.Type;

/** The columns of CSV files, merged by name, with types that fit all their values. */
public final class CsvColumns {
  private final int maxBytes;
  private final Map<String, CsvType> types = new LinkedHashMap<>();
  private final List<String> everywhere = new ArrayList<>();
  private char delimiter;
  private String first;

  private CsvColumns(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads all files.
   *
   * @throws HistoryException if a file is damaged, is not in UTF-8, or has an invalid header
   */
  public static CsvColumns of(List<HistoryInputSplit> files, int maxBytes) {
    CsvColumns columns = new CsvColumns(maxBytes);
    files.forEach(columns::add);
    return columns;
  }

  /** Returns the delimiter of all files. */
  public char delimiter() {
    return delimiter;
  }

  /** Returns the names of the columns that all files have. */
  public List<String> everywhere() {
    return everywhere;
  }

  /** Returns the types by column name. */
  public Map<String, Type> types() {
    Map<String, Type> all = new LinkedHashMap<>();
    types.forEach((name, type) -> all.put(name, type.type(name)));
    return all;
  }

  private void add(HistoryInputSplit split) {
    TextFile file = null;
    try {
      file = TextFile.open(split);
      RecordSplitter records = new RecordSplitter(file.in(), delimiter(split), maxBytes);
      List<String> names = header(split, records);
      records.expectValues(names.size());
      CsvType[] columns = new CsvType[names.size()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = types.computeIfAbsent(names.get(i), name -> new CsvType());
      }
      if (first.equals(split.origin())) {
        everywhere.addAll(names);
      } else {
        everywhere.retainAll(names);
      }
      read(split, records, columns);
    } catch (IOException e) {
      throw TextFile.damaged(split, e);
    } finally {
      if (file != null) {
        file.close(split);
      }
    }
  }

  /** Returns the delimiter of the first file, and requires other files to have the same. */
  private char delimiter(HistoryInputSplit split) throws IOException {
    TextFile file = TextFile.open(split);
    try {
      RecordSplitter records = new RecordSplitter(file.in(), ',', maxBytes);
      char its = records.next() ? CsvHeader.delimiter(text(split, 0, records.bytes())) : delimiter;
      if (first == null) {
        first = split.origin();
        delimiter = its;
      } else if (its != delimiter) {
        throw new HistoryException(
            ("%s has '%s' between its columns, %s has '%s': name files with the same"
                    + " delimiter, as by a glob")
                .formatted(first, delimiter, split.origin(), its));
      }
    } finally {
      file.close(split);
    }
    return delimiter;
  }

  private List<String> header(HistoryInputSplit split, RecordSplitter records) throws IOException {
    if (!records.next()) {
      throw new HistoryException(
          split.origin() + " is empty, without a header; delete it, or add a header");
    }
    List<String> names = new ArrayList<>();
    String problem =
        CsvCells.split(text(split, 0, TextFile.withoutMark(records.bytes())), delimiter, names);
    if (problem == null) {
      names = CsvHeader.named(names);
      problem = CsvHeader.problem(names);
    }
    if (problem != null) {
      throw new HistoryException(split.origin() + ": the header is not a CSV row: " + problem);
    }
    return names;
  }

  private void read(HistoryInputSplit split, RecordSplitter records, CsvType[] columns)
      throws IOException {
    List<String> cells = new ArrayList<>();
    for (long row = 1; records.next(); row++) {
      String text = records.isTooLarge() ? "" : text(split, row, records.bytes());
      if (CsvCells.split(text, delimiter, cells) == null && cells.size() == columns.length) {
        for (int i = 0; i < columns.length; i++) {
          if (!cells.get(i).isEmpty()) {
            columns[i].add(cells.get(i));
          }
        }
      } // Otherwise it is refused with all other rows that are malformed.
    }
  }

  private static String text(HistoryInputSplit split, long row, byte[] bytes) {
    CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    try {
      return utf8.decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new HistoryException(
          "%s is not in UTF-8 (%s); convert it, as by iconv -f LATIN1 -t UTF-8 FILE > NEW"
              .formatted(split.origin(), row == 0 ? "its header" : "row %,d".formatted(row)),
          e);
    }
  }
}
