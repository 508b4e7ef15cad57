package io.twinstream.features.decode;

import com.google.common.base.Utf8;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Decodes records of one CSV row each (RFC 4180): a value may be in double quotes, and then may
 * contain delimiters, line ends and doubled quotes.
 */
final class CsvDecoder implements EventDecoder {
  private final EventBuilder builder;
  private final int[][] slots;
  private final char delimiter;
  private final int maxBytes;
  private final CellReader beside;
  private final List<String> cells = new ArrayList<>();
  private final BitSet quoted = new BitSet();

  /**
   * @param beside also reads every value, after the fields; null for none
   */
  CsvDecoder(
      EventBuilder builder, List<String> columns, char delimiter, int maxBytes, CellReader beside) {
    this.builder = builder;
    this.slots = columns.stream().map(builder::slots).toArray(int[][]::new);
    this.delimiter = delimiter;
    this.maxBytes = maxBytes;
    this.beside = beside;
  }

  @Override
  public Decoded decode(RawRecord record) {
    byte[] bytes = record.payload();
    builder.begin();
    if (bytes.length > maxBytes) {
      return builder.refuse(
          record, Reason.TOO_LARGE, bytes.length + " bytes; the limit is " + maxBytes);
    }
    if (!Utf8.isWellFormed(bytes)) {
      return builder.refuse(record, Reason.MALFORMED, "not UTF-8");
    }
    String row = new String(bytes, StandardCharsets.UTF_8);
    String problem = CsvCells.split(row, delimiter, cells, beside == null ? null : quoted);
    if (problem == null && cells.size() != slots.length) {
      problem = cells.size() + " values; the header has " + slots.length;
    }
    if (problem != null) {
      builder.malformed(problem);
    } else {
      for (int i = 0; i < slots.length; i++) {
        for (int slot : slots[i]) {
          builder.text(slot, cells.get(i));
        }
        if (beside != null) {
          beside.read(builder, i, cells.get(i), quoted.get(i));
        }
      }
    }
    return builder.finish(record.position(), record.known(), record::payload);
  }
}
