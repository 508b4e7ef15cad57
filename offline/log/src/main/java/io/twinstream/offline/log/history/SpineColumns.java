package io.twinstream.offline.log.history;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.offline.log.file.CsvColumns;
import io.twinstream.offline.log.file.CsvType;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.lake.Lake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.Type;

/**
 * The columns of the files of a spine, merged by name.
 *
 * @param delimiter between the values of a CSV row
 * @param types by name, in the order of the files; null if the types in two files cannot be merged
 * @param everywhere the names of the columns that all files have
 * @param problems the problems with types, by column
 */
public record SpineColumns(
    char delimiter,
    Map<String, Type> types,
    List<String> everywhere,
    Map<String, String> problems) {

  /**
   * Reads the columns.
   *
   * @throws HistoryException if a path has no files, or a file is damaged or invalid
   */
  public static SpineColumns of(String path, Format format) {
    List<HistoryInputSplit> splits = HistoryFiles.splits(format, List.of(path));
    if (format == Format.CSV) {
      CsvColumns csv = CsvColumns.of(splits, EventDecoder.DEFAULT_MAX_BYTES);
      return new SpineColumns(csv.delimiter(), csv.types(), csv.everywhere(), Map.of())
          .withFolders(splits);
    }
    if (Lake.isTable(path)) {
      return ofTable(path);
    }
    return ofParquet(HistoryFiles.find(format, List.of(path))).withFolders(splits);
  }

  private static SpineColumns ofTable(String table) {
    ParquetSchemas united = new ParquetSchemas();
    Lake.tables()
        .files(table)
        .forEach(file -> united.add(file.origin(), file.path(), file.table()));
    if (united.everywhere() == null) {
      throw new HistoryException(table + " has no rows; name a snapshot with rows");
    }
    return new SpineColumns(',', united.types(), united.everywhere(), united.problems());
  }

  /** Returns a copy with the columns in the names of folders below the path, as text. */
  private SpineColumns withFolders(List<HistoryInputSplit> splits) {
    Map<String, Type> all = new LinkedHashMap<>(types);
    List<String> inAll = new ArrayList<>(everywhere);
    for (HistoryInputSplit split : splits) {
      FolderColumns.below(split)
          .keySet()
          .forEach(name -> all.putIfAbsent(name, CsvType.text(name)));
    }
    all.keySet().stream()
        .filter(name -> !types.containsKey(name))
        .filter(name -> splits.stream().allMatch(s -> FolderColumns.below(s).containsKey(name)))
        .forEach(inAll::add);
    return new SpineColumns(delimiter, all, inAll, problems);
  }

  private static SpineColumns ofParquet(Map<String, Path> files) {
    ParquetSchemas united = new ParquetSchemas();
    files.forEach(united::add);
    return new SpineColumns(',', united.types(), united.everywhere(), united.problems());
  }
}
