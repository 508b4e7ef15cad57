package io.twinstream.pipelines.backfill;

import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.files.FileTree;
import io.twinstream.offline.log.file.Duck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The complete loads in the log of a table.
 *
 * @param files their files, by their path in the log
 */
record LoggedLoads(SortedMap<String, Path> files) {
  private static final Pattern FOLDER = Pattern.compile("load-(\\d+)-(\\d+)");

  static LoggedLoads of(Path log, Source table) {
    return in(folder(log, table));
  }

  /** The loads below a folder, which may be another one: then there are none. */
  static LoggedLoads in(Path folder) {
    SortedMap<String, Path> files = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try {
        FileTree.data(folder).stream()
            .filter(file -> file.toString().endsWith(".parquet"))
            .forEach(file -> files.put(folder.relativize(file).toString(), file));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list the log " + folder, e);
      }
    }
    return new LoggedLoads(files);
  }

  /** Returns the folder of the log of a table. */
  static Path folder(Path log, Source table) {
    return log.resolve(table.name()).toAbsolutePath().normalize();
  }

  /** Returns the name of the folder of a load. */
  static String folder(long number, long generation) {
    return "load-%06d-%d".formatted(number, generation);
  }

  /** Returns the number of the last load; 0 if there is none. */
  long last() {
    long last = 0;
    for (String file : files.keySet()) {
      Matcher folder = FOLDER.matcher(file.substring(0, Math.max(0, file.indexOf('/'))));
      if (folder.matches()) {
        last = Math.max(last, Long.parseLong(folder.group(1)));
      }
    }
    return last;
  }

  /** Passes on the keys of the rows that no later load has deleted. */
  void forEachKey(Source table, Path spill, Consumer<String> key) {
    if (files.isEmpty()) {
      return;
    }
    String column = Duck.quote(table.table().orElseThrow().key());
    String deleted = "coalesce(%s, false)::INT".formatted(Duck.quote(TableRules.DELETED));
    try (Duck duck = Duck.small(spill)) {
      duck.query(
          "SELECT %1$s::VARCHAR FROM read_parquet([%2$s], union_by_name = true) GROUP BY 1 HAVING max(%3$s * 2 + %4$s) %% 2 = 0"
              .formatted(column, list(files.values()), Duck.quote(TableRules.LOAD), deleted),
          row -> key.accept(row.getString(1)));
    }
  }

  private static String list(Collection<Path> files) {
    return files.stream().map(Duck::file).collect(Collectors.joining(", "));
  }
}
