package io.twinstream.offline.log.table;

import io.twinstream.features.event.Skipped;
import io.twinstream.offline.log.parquet.TableColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The layout of the table of offsets that hold nothing, so that they do not count as missing:
 * {@code _first} to {@code _offset} of a source's topic, by date of the known time up to them.
 */
public final class SkippedTable {
  public static final String KIND = "skipped";

  /** Folders by date of the records before them; no date if there are none. */
  public static final Folders<Skipped> FOLDERS = Folders.byDate(Skipped::known);

  private SkippedTable() {}

  /** Returns a writer for a folder. */
  public static TableWriter<Skipped> writer(Path directory) {
    List<TableColumn<Skipped>> columns = new ArrayList<>();
    columns.add(TableColumn.text("_origin", row -> row.position().origin()));
    columns.add(TableColumn.int32("_partition", row -> row.position().partition()));
    columns.add(TableColumn.int64("_first", Skipped::first));
    columns.add(TableColumn.int64("_offset", row -> row.position().offset()));
    columns.add(
        TableColumn.instant("_known", Skipped::known, row -> row.known() == Folders.NO_DATE));
    return new TableWriter<>(
        directory,
        new TableLayout<>(
            KIND,
            columns,
            Map.of(TableLayout.KIND, KIND),
            Skipped::position,
            FOLDERS,
            Skipped::count));
  }
}
