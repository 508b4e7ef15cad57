package io.twinstream.offline.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.EventBuilder;
import io.twinstream.features.event.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;

/** Reads the rows of foreign Parquet files. A dead letter's payload is the row as JSON. */
final class ParquetCursor implements HistoryCursor {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final String origin;
  private final ParquetRows rows;
  private final EventBuilder builder;
  private final int[][] slots;

  private ParquetCursor(String origin, ParquetRows rows, EventBuilder builder) {
    this.origin = origin;
    this.rows = rows;
    this.builder = builder;
    this.slots =
        rows.columns.stream().map(column -> builder.slots(column.name())).toArray(int[][]::new);
  }

  static HistoryCursor open(HistorySplit split, Source source, Set<String> keys) {
    EventBuilder builder = EventBuilder.history(source, keys);
    ParquetRows rows =
        ParquetRows.open(
            Path.of(split.path()),
            split.firstRowGroup(),
            split.endRowGroup(),
            column -> builder.slots(column).length > 0);
    try {
      HistoryColumns.check(source, rows.names(), split.origin());
      return new ParquetCursor(split.origin(), rows, builder);
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
    return builder.finish(new Position(origin, 0, rows.row()), 0, this::json);
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
