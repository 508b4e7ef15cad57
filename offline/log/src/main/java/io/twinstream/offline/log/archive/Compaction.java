package io.twinstream.offline.log.archive;

import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.Replacements;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.ParquetFiles;
import io.twinstream.offline.log.parquet.UnfinishedFiles;
import io.twinstream.offline.log.table.TableLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Compacts each folder of a table into one sorted file that has every record once. Of a row that
 * was written more than once, the greatest version is kept. Rows of one position that belong to
 * different records are all kept.
 *
 * <p>Writers may continue meanwhile, and readers see either the old files or the new one. The
 * process may be killed at any time and run again. Replaced files are kept for a while, for readers
 * that have listed them; a later run deletes them.
 */
public final class Compaction {
  private final Path table;
  private final List<String> sortBy;
  private final Duration keep;
  private final Optional<UpkeepRule> rule;

  /** In the background: the files of each folder as of the last run that found nothing to do. */
  private final Map<Path, List<Path>> settled = new HashMap<>();

  private Compaction(Path table, List<String> sortBy, Duration keep, Optional<UpkeepRule> rule) {
    this.table = table;
    this.sortBy = List.copyOf(sortBy);
    this.keep = keep;
    this.rule = rule;
  }

  /**
   * The result of a compaction. Replaced files that have not been deleted yet do not count.
   *
   * @param folders the number of folders in which files were rewritten
   * @param deleted the number of deleted files, which an earlier run had replaced
   */
  public record Result(
      Path table,
      int folders,
      long filesBefore,
      long filesAfter,
      long rowsBefore,
      long rowsAfter,
      long bytesBefore,
      long bytesAfter,
      long deleted) {
    /** Returns the number of rows that were repetitions. */
    public long duplicates() {
      return rowsBefore - rowsAfter;
    }
  }

  /**
   * Creates a compaction of a whole table.
   *
   * @param sortBy columns; rows are sorted by the first of them that the table has, then by known
   *     time, or by position if it has none
   * @param keep how long replaced files are kept
   */
  public static Compaction of(Path table, List<String> sortBy, Duration keep) {
    return new Compaction(table, sortBy, keep, Optional.empty());
  }

  /**
   * Creates a compaction for a table that is being written: it follows a rule and uses little
   * memory.
   */
  public static Compaction inBackground(Path table, UpkeepRule rule) {
    return new Compaction(table, List.of(), rule.keep(), Optional.of(rule));
  }

  /**
   * Returns the tables at or below a folder, such as that of a live job's log.
   *
   * @throws HistoryException if there are none
   */
  public static List<Path> tables(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new HistoryException("no folder " + folder + "; name a log, or a table of it");
    }
    List<Path> own;
    try {
      own =
          Stream.concat(Stream.of(folder), FileTree.folders(folder, 3).stream())
              .filter(DuckDbTables::exists)
              .filter(Compaction::hasFolders)
              .toList();
    } catch (IOException e) {
      throw new HistoryException("cannot list " + folder + ": " + e.getMessage(), e);
    }
    if (own.isEmpty()) {
      throw new HistoryException("no tables by " + TableLayout.DATE + " in " + folder);
    }
    return own;
  }

  private static boolean hasFolders(Path table) {
    try {
      return !DuckDbTables.folders(table).isEmpty();
    } catch (IOException e) {
      throw new HistoryException("cannot list " + table + ": " + e.getMessage(), e);
    }
  }

  /**
   * Compacts the table.
   *
   * @param progress receives the number of completed folders and the number of all folders
   * @throws HistoryException if a file is damaged, or another process is compacting the table
   */
  public Result run(BiConsumer<Integer, Integer> progress) {
    return alone(progress)
        .orElseThrow(
            () ->
                new HistoryException(
                    "another process is compacting " + table + "; wait until it has finished"));
  }

  /** Compacts the folders that are due; empty if another process is compacting the table. */
  public Optional<Result> tidy() {
    return alone((done, of) -> {});
  }

  private Optional<Result> alone(BiConsumer<Integer, Integer> progress) {
    try {
      Optional<CompactionLock> taken = CompactionLock.take(table);
      if (taken.isEmpty()) {
        return Optional.empty();
      }
      try (CompactionLock lock = taken.get()) {
        return Optional.of(compact(lock.now(), progress));
      }
    } catch (IOException e) {
      throw new HistoryException("cannot compact " + table + ": " + e.getMessage(), e);
    }
  }

  private Result compact(Instant now, BiConsumer<Integer, Integer> progress) throws IOException {
    if (FilePaths.isLocal(table)) {
      UnfinishedFiles.delete(table, now);
    }
    List<Path> folders = DuckDbTables.folders(table);
    Sum before = new Sum();
    Sum after = new Sum();
    int rewritten = 0;
    long deleted = 0;
    RuntimeException failure = null;
    for (int i = 0; i < folders.size(); i++) {
      Path folder = folders.get(i);
      try {
        deleted += deleteReplaced(folder, now);
        List<Path> files = due(folder, now);
        if (!files.isEmpty()) {
          before.add(DuckDbTables.files(folder));
          rewritten += compact(folder, files) ? 1 : 0;
          deleted += keep.isZero() ? deleteReplaced(folder, now) : 0;
          after.add(DuckDbTables.files(folder));
        }
      } catch (HistoryException e) {
        if (rule.isEmpty()) {
          throw e;
        }
        failure = e; // The other folders are compacted anyway.
      }
      progress.accept(i + 1, folders.size());
    }
    if (failure != null) {
      throw failure;
    }
    return new Result(
        table,
        rewritten,
        before.files,
        after.files,
        before.rows,
        after.rows,
        before.bytes,
        after.bytes,
        deleted);
  }

  private List<Path> due(Path folder, Instant now) throws IOException {
    if (rule.isEmpty()) {
      return DuckDbTables.files(folder);
    }
    List<Path> files = rule.get().due(folder, now);
    return files.equals(settled.get(folder)) ? List.of() : files;
  }

  /** Compacts files of a folder; returns whether any was written. */
  private boolean compact(Path folder, List<Path> files) throws IOException {
    boolean changed = false;
    try (Duck duck = rule.isEmpty() ? new Duck() : Duck.small(table)) {
      for (CompactedFile file : CompactedFile.of(folder, files, sortBy, duck)) {
        changed |= file.write(duck);
      }
    }
    if (changed) {
      settled.remove(folder);
    } else {
      settled.put(folder, files);
    }
    return changed;
  }

  /** Deletes files that were replaced long enough ago, and then the notes about them. */
  private long deleteReplaced(Path folder, Instant now) throws IOException {
    long deleted = 0;
    List<Path> notes = new ArrayList<>(Replacements.notes(folder));
    for (Path note : notes) {
      Path by = folder.resolve(Replacements.by(note));
      if (!Files.exists(by)) {
        // The run that was to write it was killed, or the file was itself replaced and deleted.
        Files.deleteIfExists(note);
        continue;
      }
      boolean due =
          keep.isZero() || Files.getLastModifiedTime(by).toInstant().plus(keep).isBefore(now);
      if (due) {
        for (String name : Replacements.read(note)) {
          deleted += Files.deleteIfExists(folder.resolve(name)) ? 1 : 0;
        }
        Files.deleteIfExists(note);
      }
    }
    return deleted;
  }

  /** Totals of several files. */
  private static final class Sum {
    private long files;
    private long rows;
    private long bytes;

    void add(List<Path> of) throws IOException {
      for (Path file : of) {
        files++;
        rows += ParquetFiles.rows(file);
        bytes += Files.size(file);
      }
    }
  }
}
