package io.twinstream.offline.log.asof;

import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.text.Names;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.FolderColumns;
import io.twinstream.offline.log.history.HistoryColumns;
import io.twinstream.offline.log.history.ParquetRows;
import io.twinstream.offline.log.history.TextCursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks that the files of a history have columns for the keys of its views. */
final class KeyColumns {
  private KeyColumns() {}

  /**
   * Refuses a history if none of its files has a column for a key: no event of it would belong to
   * an entity. JSON lines reveal their columns only when they are read.
   *
   * @param keys the key fields
   */
  static void require(Source source, String path, Collection<String> keys) {
    if (source.history().format() == Format.JSON_LINES || DuckDbTables.isArchive(path)) {
      return;
    }
    Set<String> missing = new LinkedHashSet<>(keys);
    missing.removeIf(key -> source.schema().field(key).isComputed());
    Set<String> seen = new LinkedHashSet<>();
    String last = "";
    for (HistoryInputSplit split : HistoryFiles.splits(source, List.of(path))) {
      if (missing.isEmpty()) {
        return;
      }
      if (!split.path().equals(last)) {
        last = split.path();
        seen.addAll(FolderColumns.with(split, columns(split, source)));
        missing.removeIf(key -> HistoryColumns.has(column(source, key), seen));
      }
    }
    if (!missing.isEmpty() && !seen.isEmpty()) {
      String key = missing.iterator().next();
      throw new HistoryException(
          ("no file of %s has a column for the key '%s' of source %s: %s; correct the"
                  + " history mapping")
              .formatted(
                  path,
                  key,
                  source.name(),
                  Names.unknown("column", column(source, key), new ArrayList<>(seen))));
    }
  }

  private static String column(Source source, String key) {
    return source.history().column(source.schema().field(key));
  }

  private static List<String> columns(HistoryInputSplit split, Source source) {
    if (split.isParquet()) {
      try (ParquetRows rows = ParquetRows.open(split)) {
        return rows.names();
      }
    }
    return TextCursor.columns(split, source);
  }
}
