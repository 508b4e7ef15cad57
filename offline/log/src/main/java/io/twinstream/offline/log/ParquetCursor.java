package io.twinstream.offline.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.EventBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * Reads the rows of Parquet files: of foreign ones by the mapping, of Twinstream's archive with the
 * positions and known times that it keeps. A dead letter's payload is the row as JSON.
 */
final class ParquetCursor implements HistoryCursor {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final ParquetRows rows;
  private final EventBuilder builder;
  private final ParquetPositions positions;
  private final int[][] slots;

  private ParquetCursor(ParquetRows rows, EventBuilder builder, ParquetPositions positions) {
    this.rows = rows;
    this.builder = builder;
    this.positions = positions;
    this.slots =
        rows.columns.stream().map(column -> builder.slots(column.name())).toArray(int[][]::new);
  }

  static HistoryCursor open(HistorySplit split, Source source, Set<String> keys) {
    ParquetRows rows = ParquetRows.open(split);
    try {
      boolean archive = EventTable.KIND.equals(rows.metadata().get(TableLayout.KIND));
      EventBuilder builder =
          archive ? EventBuilder.live(source, keys) : EventBuilder.history(source, keys);
      rows.select(
          column ->
              builder.slots(column).length > 0
                  || (archive && ParquetPositions.COLUMNS.contains(column)));
      if (!archive) {
        HistoryColumns.check(source, rows.names(), split.origin());
      }
      ParquetPositions positions =
          archive ? ParquetPositions.kept(rows) : ParquetPositions.of(split.origin(), rows);
      return new ParquetCursor(rows, builder, positions);
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  @Override
  public Decoded next() {
    if (!rows.next()) {
      return null;
    }
    builder.begin();
    for (int i = 0; i < slots.length; i++) {
      ParquetColumn column = rows.columns.get(i);
      if (!column.isNull()) {
        for (int slot : slots[i]) {
          column.feed(builder, slot);
        }
      }
    }
    return builder.finish(positions.position(), positions.known(), this::json);
  }

  /** The values that were read. */
  private byte[] json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (ParquetColumn column : rows.columns) {
        if (!column.isNull()) {
          json.writeObjectField(column.name(), column.value());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    rows.close();
  }
}
