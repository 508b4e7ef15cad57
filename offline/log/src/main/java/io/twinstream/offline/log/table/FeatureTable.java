package io.twinstream.offline.log.table;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.parquet.TableColumn;
import io.twinstream.offline.log.parquet.ValueColumns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The layout of a table with one row per event: {@code _event_id, _ts, _as_of}, the keys of the
 * entities, fields of the event that pass through, the features, and {@code _count, _origin,
 * _partition, _offset, _known}.
 *
 * @param source the source of the events
 * @param keys the key fields of the entities: columns of text, null if the event names none
 * @param passThrough the fields to copy; a key is not copied twice
 * @param features the names of the features
 * @param types the types of the features
 * @param metadata for the footers of the files: the definition of the features, by name and
 *     fingerprint
 */
public record FeatureTable(
    Source source,
    List<String> keys,
    List<String> passThrough,
    List<String> features,
    List<FeatureType> types,
    Map<String, String> metadata) {
  public static final String KIND = "features";

  /** Folders by date of event time. */
  public static final Folders<EventFeatures> FOLDERS = Folders.byDate(row -> row.event().ts());

  public FeatureTable {
    Objects.requireNonNull(source, "source");
    keys = List.copyOf(keys);
    passThrough = List.copyOf(passThrough);
    features = List.copyOf(features);
    types = List.copyOf(types);
    metadata = Map.copyOf(metadata);
    if (features.size() != types.size()) {
      throw new IllegalArgumentException(features.size() + " features, " + types.size() + " types");
    }
  }

  /**
   * Returns a hash of the meaning of a view's features, for the footer.
   *
   * @param view by {@code name@version}
   */
  public static String fingerprint(Project project, String view) {
    return CompiledService.of(project, List.of(view + ".*")).fingerprint();
  }

  /** Returns a writer for a folder. */
  public TableWriter<EventFeatures> writer(Path directory) {
    List<TableColumn<EventFeatures>> columns = new ArrayList<>();
    columns.add(TableColumn.text("_event_id", row -> row.event().id()));
    columns.add(TableColumn.instant("_ts", row -> row.event().ts()));
    columns.add(TableColumn.instant("_as_of", EventFeatures::asOf));
    for (String field : keys) {
      EntityKey key = EntityKey.in(source.schema(), field);
      columns.add(TableColumn.text(field, row -> key.of(row.event())));
    }
    for (String field : passThrough) {
      if (!keys.contains(field)) {
        columns.add(ofEvent(field));
      }
    }
    for (int i = 0; i < features.size(); i++) {
      columns.add(feature(i, features.get(i), types.get(i)));
    }
    columns.add(TableColumn.int64("_count", EventFeatures::count));
    columns.addAll(TableLayout.origin(row -> row.event().position(), row -> row.event().known()));
    Map<String, String> footer = new HashMap<>(metadata);
    footer.put(TableLayout.KIND, KIND);
    footer.put("twinstream.source", source.name());
    return new TableWriter<>(
        directory,
        new TableLayout<>(
            KIND,
            columns,
            footer,
            row -> row.event().position(),
            FOLDERS,
            row -> row.asOf() * 31 + row.count()));
  }

  /** Returns the column of a field of the rows' events. */
  private TableColumn<EventFeatures> ofEvent(String field) {
    var column = EventTable.column(source.schema().field(field), source.schema().slot(field));
    return new TableColumn<>(column.type(), (row, out) -> column.cell().write(row.event(), out));
  }

  /** Returns the column of the i-th feature. */
  public static TableColumn<EventFeatures> feature(int i, String name, FeatureType type) {
    return switch (type.kind()) {
      case STRING -> TableColumn.text(name, row -> row.features().text(i));
      case LONG ->
          TableColumn.int64(name, row -> row.features().bits(i), row -> row.features().isNull(i));
      case DOUBLE ->
          TableColumn.float64(
              name, row -> row.features().asDouble(i), row -> row.features().isNull(i));
      case BOOLEAN ->
          TableColumn.truth(
              name, row -> row.features().bits(i) != 0, row -> row.features().isNull(i));
      case TIMESTAMP ->
          TableColumn.instant(name, row -> row.features().bits(i), row -> row.features().isNull(i));
      case BYTES ->
          TableColumn.bytes(
              name, row -> row.features().isNull(i) ? null : row.features().bytes(i).toByteArray());
      case ARRAY -> ValueColumns.array(name, type.element(), row -> row.features().array(i));
      case MAP -> ValueColumns.map(name, type.element(), row -> row.features().map(i));
    };
  }
}
