package io.twinstream.offline.log.history;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.decode.EventDecoder.CellReader;
import io.twinstream.features.definition.Schema;
import io.twinstream.offline.log.parquet.KeptCells;
import io.twinstream.offline.log.parquet.KeptText;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/**
 * Keeps the values of CSV rows: text unchanged, a number if it is written back as the same text.
 */
final class KeptCsv implements CellReader {
  private final int[] slots;
  private final KeptCells[] forms;

  /** The number of digits after the point, for decimals. */
  private final int[] scales;

  private KeptCsv(KeptColumns kept, Schema schema, List<String> columns) {
    slots = new int[columns.size()];
    forms = new KeptCells[columns.size()];
    scales = new int[columns.size()];
    for (int i = 0; i < slots.length; i++) {
      Type type = kept.type(columns.get(i));
      slots[i] = type == null ? -1 : kept.slot(columns.get(i), schema);
      forms[i] = type == null ? null : KeptCells.of(type);
      if (type != null
          && type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal) {
        scales[i] = decimal.getScale();
      }
    }
  }

  /** Creates the reader for the columns of a file; null if none is kept. */
  static CellReader of(KeptColumns kept, Schema schema, List<String> columns) {
    return kept == KeptColumns.NONE ? null : new KeptCsv(kept, schema, columns);
  }

  @Override
  public void read(EventBuilder event, int column, String cell, boolean quoted) {
    int slot = slots[column];
    if (slot < 0) {
      return;
    }
    if (forms[column] == KeptCells.BYTES) {
      if (quoted || !cell.isEmpty()) {
        event.keep(slot, KeptText.of(cell));
      }
    } else if (!cell.isEmpty()) {
      number(event, slot, column, cell);
    }
  }

  private void number(EventBuilder event, int slot, int column, String cell) {
    int point = cell.indexOf('.');
    try {
      if (forms[column] == KeptCells.DOUBLE) {
        event.keep(slot, Double.doubleToRawLongBits(Double.parseDouble(cell)));
      } else if (point == (scales[column] == 0 ? -1 : cell.length() - 1 - scales[column])) {
        event.keep(slot, Long.parseLong(point < 0 ? cell : cell.replace(".", "")));
      } else {
        event.unfit(slot, cell);
      }
    } catch (NumberFormatException e) {
      event.unfit(slot, cell); // of a file that has changed since its columns were read
    }
  }
}
