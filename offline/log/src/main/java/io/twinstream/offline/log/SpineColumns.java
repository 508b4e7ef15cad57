package io.twinstream.offline.log;

import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.event.EventDecoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.Type;

/**
 * The columns of the files of a spine, united by name.
 *
 * @param delimiter between the values of a CSV row
 * @param types by name, in the order in which the files have them; null where two files have types
 *     that no column can have both of
 * @param everywhere the names of the columns that all files have
 * @param problems of types that differ, by column
 */
record SpineColumns(
    char delimiter,
    Map<String, Type> types,
    List<String> everywhere,
    Map<String, String> problems) {

  /**
   * Finds them out.
   *
   * @throws HistoryException if a path has no files, or a file is damaged or not as it must be
   */
  static SpineColumns of(String path, Format format) {
    List<HistorySplit> splits = HistoryFiles.splits(format, List.of(path));
    if (format == Format.CSV) {
      CsvColumns csv = CsvColumns.of(splits, EventDecoder.DEFAULT_MAX_BYTES);
      return new SpineColumns(csv.delimiter(), csv.types(), csv.everywhere(), Map.of());
    }
    return ofParquet(HistoryFiles.find(format, List.of(path)));
  }

  private static SpineColumns ofParquet(Map<String, Path> files) {
    ParquetSchemas united = new ParquetSchemas();
    files.forEach(united::add);
    return new SpineColumns(',', united.types(), united.everywhere(), united.problems());
  }
}
