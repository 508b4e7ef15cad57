package io.twinstream.offline.log.table;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.parquet.TableColumn;
import io.twinstream.offline.log.parquet.ValueColumns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The layout of the archive of a source's events: its declared fields, typed, and {@code _origin,
 * _partition, _offset, _known, _identity}. {@code HistoryReader} reads the same events back.
 */
public final class EventTable {
  public static final String KIND = "events";

  /** Folders by date of event time. */
  public static final Folders<Event> FOLDERS = Folders.byDate(Event::ts);

  private EventTable() {}

  /** Returns a writer for a folder. */
  public static TableWriter<Event> writer(Path directory, Source source) {
    List<TableColumn<Event>> columns = new ArrayList<>();
    Schema schema = source.schema();
    for (int slot = 0; slot < schema.size(); slot++) {
      columns.add(column(schema.field(slot), slot));
    }
    columns.addAll(TableLayout.origin(Event::position, Event::known));
    columns.add(TableColumn.int64("_identity", Event::identity));
    return new TableWriter<>(
        directory,
        new TableLayout<>(
            KIND,
            columns,
            Map.of(TableLayout.KIND, KIND, "twinstream.source", source.name()),
            Event::position,
            FOLDERS,
            Event::identity));
  }

  /** Returns the column of a field. */
  static TableColumn<Event> column(Field field, int slot) {
    String name = field.name();
    FieldType type = field.type();
    return switch (field.type().kind()) {
      case STRING -> TableColumn.text(name, event -> event.text(slot));
      case LONG -> TableColumn.int64(name, event -> event.bits(slot), event -> event.isNull(slot));
      case DECIMAL ->
          TableColumn.decimal(
              name, field.type().scale(), event -> event.bits(slot), event -> event.isNull(slot));
      case BYTES ->
          TableColumn.bytes(
              name, event -> event.isNull(slot) ? null : event.bytes(slot).toByteArray());
      case ARRAY -> ValueColumns.array(name, type.element(), event -> event.array(slot));
      case DOUBLE ->
          TableColumn.float64(
              name,
              event -> Double.longBitsToDouble(event.bits(slot)),
              event -> event.isNull(slot));
      case BOOLEAN ->
          TableColumn.truth(name, event -> event.bits(slot) != 0, event -> event.isNull(slot));
      case TIMESTAMP ->
          TableColumn.instant(name, event -> event.bits(slot), event -> event.isNull(slot));
    };
  }
}
