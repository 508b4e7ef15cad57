package io.twinstream.offline.log.parquet;

import io.twinstream.features.files.NewFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes one Parquet file that becomes visible only when it is complete and on disk. */
public final class PartFile {
  private PartFile() {}

  /** Writes a file, replacing one of the same name. */
  public static <R> void write(
      Path file, List<TableColumn<R>> columns, Map<String, String> metadata, List<R> rows)
      throws IOException {
    NewFile.write(file, to -> ColumnFile.write(to, columns, metadata, rows));
  }
}
