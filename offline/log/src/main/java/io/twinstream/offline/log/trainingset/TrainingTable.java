package io.twinstream.offline.log.trainingset;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.history.KeptColumns;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.lake.Lake;
import io.twinstream.offline.log.parquet.TableColumn;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.offline.log.table.Folders;
import io.twinstream.offline.log.table.SplitRule;
import io.twinstream.offline.log.table.TableLayout;
import io.twinstream.offline.log.table.TableWriter;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A training set: one row per row of a spine, with the unchanged columns of the spine, the features
 * of a service in its order, {@code _as_of}, and {@code split} if it is split. If a request field
 * is both a column and a feature, the table has it once, as the feature.
 *
 * @param schema the schema of the rows of the spine
 * @param kept the columns of the spine that are not features
 * @param features the names of the features
 * @param types the types of the features
 * @param split the rule of the split; null for none
 * @param folders the folders of the files
 * @param metadata for the footers of the files: the definition of the features, and which events
 *     rows see
 */
public record TrainingTable(
    Schema schema,
    KeptColumns kept,
    List<String> features,
    List<FeatureType> types,
    SplitRule split,
    Folders<EventFeatures> folders,
    Map<String, String> metadata)
    implements Serializable {
  public static final String KIND = "training_set";

  /** The prefix of the keys in the footer for the snapshots that were read, by source. */
  private static final String READ = "twinstream.read.";

  public TrainingTable {
    features = List.copyOf(features);
    types = List.copyOf(types);
    metadata = Map.copyOf(metadata);
  }

  /**
   * Returns the footer about features and rows.
   *
   * @param name the service, or its features
   * @param asOccurred whether events are treated as known when they happened
   * @param readAs how the rows of the spine are read
   */
  public static Map<String, String> footer(
      String name,
      CompiledService service,
      Visibility rows,
      boolean asOccurred,
      Map<String, String> readAs) {
    Map<String, String> footer = new HashMap<>(readAs);
    footer.put("twinstream.service", name);
    footer.put("twinstream.fingerprint", service.fingerprint());
    footer.put("twinstream.rows", rows.name().toLowerCase(Locale.ROOT));
    footer.put("twinstream.known", asOccurred ? "as occurred" : "as known");
    return footer;
  }

  /**
   * Adds to a footer the snapshots of lake tables that were read, so that the training set can be
   * computed again. Files of folders have no such name.
   */
  public static Map<String, String> withSnapshots(
      Map<String, String> footer, Map<String, String> history, String spine) {
    Map<String, String> all = new HashMap<>(history);
    all.put(Spine.NAME, spine);
    Map<String, String> read = new HashMap<>(footer);
    Lake.tables(all).forEach((source, table) -> read.put(READ + source, table));
    return read;
  }

  /**
   * Returns the footer of the files of a training set.
   *
   * @throws HistoryException if there are none
   */
  public static Map<String, String> metadata(Path directory) {
    Path file = HistoryFiles.first(Format.PARQUET, directory.toString());
    Map<String, String> metadata = new HashMap<>();
    try (Duck duck = new Duck()) {
      duck.query(
          "SELECT decode(key), decode(value) FROM parquet_kv_metadata(" + Duck.file(file) + ")",
          row -> metadata.put(row.getString(1), row.getString(2)));
    }
    if (!KIND.equals(metadata.get(TableLayout.KIND))) {
      throw new HistoryException(
          file + " is not a file of a training set; compute one with training-set");
    }
    return metadata;
  }

  /**
   * Returns a writer for a folder.
   *
   * @throws IllegalArgumentException if a column of the spine has the name of an added column
   */
  public TableWriter<EventFeatures> writer(Path directory) {
    requireNames();
    List<TableColumn<EventFeatures>> all =
        new ArrayList<>(kept.written(schema, EventFeatures::event));
    for (int i = 0; i < features.size(); i++) {
      all.add(FeatureTable.feature(i, features.get(i), types.get(i)));
    }
    all.add(TableColumn.instant("_as_of", EventFeatures::asOf));
    if (split != null) {
      all.add(
          TableColumn.text(SplitRule.COLUMN, row -> split.parts().get(split.part(row.event()))));
    }
    Map<String, String> footer = new HashMap<>(metadata);
    footer.put(TableLayout.KIND, KIND);
    return new TableWriter<>(
        directory,
        new TableLayout<>(KIND, all, footer, row -> row.event().position(), folders, row -> 0));
  }

  private void requireNames() {
    Set<String> taken = new HashSet<>(Set.of("_as_of", TableLayout.DATE));
    features.forEach(feature -> taken.add(feature.toLowerCase(Locale.ROOT)));
    if (split != null) {
      taken.add(SplitRule.COLUMN);
    }
    List<String> both =
        kept.columns().stream()
            .map(KeptColumns.Column::name)
            .filter(name -> taken.contains(name.toLowerCase(Locale.ROOT)))
            .toList();
    if (!both.isEmpty()) {
      throw new IllegalArgumentException(
          ("two columns are called '%s', one of the spine and one that is added to it;"
                  + " drop that of the spine with --drop %s")
              .formatted(String.join("', '", both), String.join(",", both)));
    }
  }
}
