package io.twinstream.offline.log.archive;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.files.NewFile;
import io.twinstream.features.files.Replacements;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.ParquetFiles;
import io.twinstream.offline.log.table.TableLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.parquet.hadoop.ParquetFileReader;

/**
 * A file that replaces several files of a folder. The files have the same columns and the same
 * footer, so that compaction changes neither types nor definitions.
 */
public final class CompactedFile {
  /** Small enough that a reader of one entity can skip most of a large file. */
  private static final int ROW_GROUP = 20_480;

  private static final String PREFIX = "part-compact-";
  private static final String POSITION = "_origin, _partition, _offset";

  private final Path folder;
  private final List<Path> files;
  private final Map<String, String> columns;
  private final Map<String, String> metadata;
  private final List<String> sortBy;

  private CompactedFile(
      Path folder,
      List<Path> files,
      Map<String, String> columns,
      Map<String, String> metadata,
      List<String> sortBy) {
    this.folder = folder;
    this.files = files;
    this.columns = columns;
    this.metadata = metadata;
    this.sortBy = sortBy;
  }

  /** Groups the files of a folder by the file that replaces them. */
  public static List<CompactedFile> of(
      Path folder, List<Path> files, List<String> sortBy, Duck duck) throws IOException {
    Map<List<Object>, CompactedFile> groups = new LinkedHashMap<>();
    for (Path file : files) {
      Map<String, String> columns = new LinkedHashMap<>();
      duck.query(
          "DESCRIBE SELECT * FROM read_parquet(" + Duck.file(file) + ", hive_partitioning = false)",
          row -> columns.put(row.getString(1), row.getString(2)));
      Map<String, String> metadata = metadata(file);
      groups
          .computeIfAbsent(
              List.of(columns, metadata),
              same -> new CompactedFile(folder, new ArrayList<>(), columns, metadata, sortBy))
          .files
          .add(file);
    }
    return List.copyOf(groups.values());
  }

  /** Reports whether a file was written by a compaction. */
  static boolean is(Path file) {
    return name(file).startsWith(PREFIX);
  }

  private static Map<String, String> metadata(Path file) throws IOException {
    try (ParquetFileReader reader = ParquetFiles.open(file)) {
      Map<String, String> all = new TreeMap<>(reader.getFileMetaData().getKeyValueMetaData());
      all.keySet().removeIf(key -> !key.startsWith("twinstream."));
      return all;
    }
  }

  /** Writes the file in place of the others; returns whether there was anything to do. */
  public boolean write(Duck duck) throws IOException {
    if (files.size() == 1 && is(files.get(0))) {
      return false;
    }
    Path file = folder.resolve(name());
    NewFile.write(
        file,
        to -> {
          copy(to, duck);
          Replacements.write(file, replaced());
        });
    return true;
  }

  /** Returns the files, and those that they have replaced and that still exist. */
  private Set<String> replaced() throws IOException {
    Set<String> names = files.stream().map(CompactedFile::name).collect(Collectors.toSet());
    Set<String> all = new LinkedHashSet<>();
    for (Path note : Replacements.notes(folder)) {
      if (names.contains(Replacements.by(note))) {
        all.addAll(Replacements.read(note));
      }
    }
    all.addAll(names);
    return all;
  }

  private void copy(Path to, Duck duck) {
    String list = files.stream().map(Duck::file).collect(Collectors.joining(", ", "[", "]"));
    String rows = "read_parquet(" + list + ", union_by_name = true, hive_partitioning = false)";
    String footer =
        metadata.entrySet().stream()
            .map(each -> Duck.literal(each.getKey()) + ": " + Duck.literal(each.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
    duck.run(
        "COPY (SELECT * FROM "
            + DuckDbTables.once(metadata.get(TableLayout.KIND)).of(rows)
            + " ORDER BY "
            + order()
            + ") TO "
            + Duck.literal(to.toString())
            + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE "
            + ROW_GROUP
            + ", KV_METADATA "
            + footer
            + ")");
  }

  private String order() {
    return sortBy.stream()
        .filter(columns::containsKey)
        .findFirst()
        .map(column -> Duck.quote(column) + ", _known, " + POSITION)
        .orElse(POSITION);
  }

  /** Returns a name that depends only on the files, so a repeated run leaves no duplicates. */
  private String name() {
    StringBuilder names = new StringBuilder();
    files.forEach(file -> names.append(name(file)).append('\n'));
    return PREFIX + "%016x.parquet".formatted(Hashing.xxh3_64().hashCharsToLong(names));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
