package io.twinstream.offline.log.file;

import io.twinstream.features.definition.HistoryMapping.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The endings of the names of history files, by format. */
final class FileEndings {
  /**
   * The endings that make a folder one of CSV files. Plain text files may be there for other
   * purposes.
   */
  static final List<String> CSV_TABLES =
      Stream.of(".csv", ".tsv").flatMap(FileEndings::orPacked).toList();

  private FileEndings() {}

  static boolean isCsv(Path file) {
    return endsLike(file, CSV_TABLES);
  }

  /** Reports whether a file has one of the endings, in upper or lower case. */
  static boolean endsLike(Path file, List<String> endings) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return endings.stream().anyMatch(name::endsWith);
  }

  static List<String> endings(Format format) {
    List<String> plain =
        switch (format) {
          case PARQUET -> List.of(".parquet", ".parq");
          case CSV -> List.of(".csv", ".tsv", ".txt");
          case JSON_LINES -> List.of(".jsonl", ".ndjson", ".json");
        };
    return format == Format.PARQUET
        ? plain
        : plain.stream().flatMap(FileEndings::orPacked).toList();
  }

  private static Stream<String> orPacked(String ending) {
    return Stream.of(ending, ending + ".gz", ending + ".zip");
  }

  /** Returns the format that the name of a file suggests and how to read it; empty for Parquet. */
  static Optional<String> otherFormat(String file) {
    return Stream.of(Format.CSV, Format.JSON_LINES)
        .filter(format -> endsLike(Path.of(file), endings(format)))
        .findFirst()
        .map(
            format ->
                " is a %s file by its name, and the history of its source is read as Parquet: add"
                        .formatted(format)
                    + " the line 'format: %s' below 'history:' in the definition of the source"
                        .formatted(format.name().toLowerCase(Locale.ROOT)));
  }
}
