package io.twinstream.offline.log.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.FieldPath;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.parquet.ParquetColumn;
import io.twinstream.offline.log.parquet.PathColumn;
import io.twinstream.offline.log.parquet.PathColumn.Target;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.offline.log.table.TableLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the rows of Parquet files: those of other systems and spines through the mapping, those of
 * Twinstream's archive with the positions and known times in it. The payload of a dead letter is
 * the row as JSON.
 */
final class ParquetCursor implements HistoryCursor {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private static final int[] NONE = {};

  private final ParquetRows rows;
  private final EventBuilder builder;
  private final ParquetPositions positions;
  private final int[][] slots;

  /** By column, the slot that keeps its value unchanged; -1 for none. */
  private final int[] keptSlots;

  private ParquetCursor(
      ParquetRows rows, EventBuilder builder, ParquetPositions positions, int[] keptSlots) {
    this.rows = rows;
    this.builder = builder;
    this.positions = positions;
    this.keptSlots = keptSlots;
    this.slots =
        rows.columns.stream()
            .map(column -> column instanceof PathColumn ? NONE : builder.slots(column.name()))
            .toArray(int[][]::new);
  }

  static HistoryCursor open(
      HistoryInputSplit split, Source source, Set<String> keys, KeptColumns kept) {
    ParquetRows rows = ParquetRows.open(split);
    try {
      boolean archive =
          kept == KeptColumns.NONE && EventTable.KIND.equals(rows.metadata().get(TableLayout.KIND));
      EventBuilder builder =
          archive ? EventBuilder.live(source, keys) : EventBuilder.history(source, keys);
      rows.select(
          column ->
              builder.slots(column).length > 0
                  || (archive && ParquetPositions.COLUMNS.contains(column)),
          kept,
          within(rows, builder));
      if (!archive) {
        HistoryColumns.check(source, FolderColumns.with(split, rows.names()), split.origin());
        FolderColumns.feed(split, rows.names(), builder);
      }
      ParquetPositions positions =
          archive ? ParquetPositions.kept(rows) : ParquetPositions.of(split.origin(), rows);
      int[] keptSlots =
          rows.columns.stream()
              .mapToInt(column -> kept.slot(column.name(), source.schema()))
              .toArray();
      return new ParquetCursor(rows, builder, positions, keptSlots);
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /** Returns the fields that are read from within columns: by paths, and arrays from lists. */
  private static List<Target> within(ParquetRows rows, EventBuilder builder) {
    List<Target> targets = new ArrayList<>();
    for (String column : builder.columns()) {
      FieldPath path = HistoryColumns.path(column, rows.names());
      for (int slot : builder.slots(column)) {
        boolean list = builder.isArray(slot) && rows.isNested(path.steps().get(0).key());
        if (path.steps().size() > 1 || list) {
          targets.add(new Target(slot, list ? path.ofEach() : path));
        }
      }
    }
    return targets;
  }

  @Override
  public Decoded next() {
    if (!rows.next()) {
      return null;
    }
    builder.begin();
    for (int i = 0; i < slots.length; i++) {
      ParquetColumn column = rows.columns.get(i);
      if (column instanceof PathColumn within) {
        within.feed(builder);
      }
      if (!column.isNull()) {
        for (int slot : slots[i]) {
          column.feed(builder, slot);
        }
        if (keptSlots[i] >= 0) {
          column.handOn(builder, keptSlots[i]);
        }
      }
    }
    return builder.finish(positions.position(), positions.known(), this::json);
  }

  /** Returns the values that were read. */
  private byte[] json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (int i = 0; i < slots.length; i++) {
        ParquetColumn column = rows.columns.get(i);
        if (column instanceof PathColumn within) {
          write(json, within);
          continue;
        }
        boolean isField = slots[i].length > 0 || keptSlots[i] < 0;
        if (isField && !column.isNull()) {
          json.writeObjectField(column.name(), column.value());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write JSON into an array", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, PathColumn within) throws IOException {
    for (Map.Entry<String, List<Object>> path : within.shown().entrySet()) {
      json.writeArrayFieldStart(path.getKey());
      for (Object value : path.getValue()) {
        json.writeObject(value);
      }
      json.writeEndArray();
    }
  }

  @Override
  public void close() {
    rows.close();
  }
}
