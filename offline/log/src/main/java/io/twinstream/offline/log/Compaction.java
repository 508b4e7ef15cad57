package io.twinstream.offline.log;

import io.twinstream.features.files.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Rewrites the folders of a table into one sorted file each, every record once: of a row that was
 * written more than once the one of the greatest version. Rows of one position that are of
 * different records all stay.
 *
 * <p>Writers may go on meanwhile, and readers see the old files or the new one, never both. It can
 * be killed at any time and run again. What was replaced stays for a while, for readers that have
 * listed it, and is deleted by a later run.
 */
public final class Compaction {
  private static final String LOCK = "_compact.lock";

  private final Path table;
  private final List<String> sortBy;
  private final Duration keep;

  private Compaction(Path table, List<String> sortBy, Duration keep) {
    this.table = table;
    this.sortBy = List.copyOf(sortBy);
    this.keep = keep;
  }

  /**
   * What was done to a table. Files that were replaced, and have not been deleted yet, do not
   * count.
   *
   * @param folders in which files were rewritten
   * @param deleted how many files went that were replaced before
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
    /** How many rows were there more than once. */
    public long duplicates() {
      return rowsBefore - rowsAfter;
    }
  }

  /**
   * Of a table.
   *
   * @param sortBy columns, of which the first that the table has is sorted by, then known time;
   *     without any, rows are sorted by position
   * @param keep how long replaced files stay
   */
  public static Compaction of(Path table, List<String> sortBy, Duration keep) {
    return new Compaction(table, sortBy, keep);
  }

  /**
   * The tables at or below a folder, such as that of a live job's log.
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
              .filter(Tables::exists)
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
      return !Tables.folders(table).isEmpty();
    } catch (IOException e) {
      throw new HistoryException("cannot list " + table + ": " + e.getMessage(), e);
    }
  }

  /**
   * Compacts.
   *
   * @param progress told how many folders are done, of how many
   * @throws HistoryException if a file is damaged, or another run is at it
   */
  public Result run(BiConsumer<Integer, Integer> progress) {
    Path lockFile = table.resolve(LOCK);
    try (FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Optional<FileLock> lock = lock(channel);
      if (lock.isEmpty()) {
        throw new HistoryException("another process compacts " + table + "; wait for it");
      }
      try {
        return compact(touched(lockFile), progress);
      } finally {
        Files.deleteIfExists(lockFile);
      }
    } catch (IOException e) {
      throw new HistoryException("cannot compact " + table + ": " + e.getMessage(), e);
    }
  }

  private static Optional<FileLock> lock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  /** Now, by the clock that files are dated by. */
  private static Instant touched(Path file) throws IOException {
    Files.write(file, new byte[] {0});
    return Files.getLastModifiedTime(file).toInstant();
  }

  private Result compact(Instant now, BiConsumer<Integer, Integer> progress) throws IOException {
    UnfinishedFiles.delete(table, now);
    List<Path> folders = Tables.folders(table);
    Sum before = new Sum();
    Sum after = new Sum();
    int rewritten = 0;
    long deleted = 0;
    for (int i = 0; i < folders.size(); i++) {
      Path folder = folders.get(i);
      deleted += deleteReplaced(folder, now);
      before.add(Tables.files(folder));
      boolean changed = false;
      for (CompactedFile file : CompactedFile.in(folder, sortBy)) {
        changed |= file.write();
      }
      rewritten += changed ? 1 : 0;
      if (keep.isZero()) {
        deleted += deleteReplaced(folder, now);
      }
      after.add(Tables.files(folder));
      progress.accept(i + 1, folders.size());
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

  /** Deletes what was replaced long enough ago, and the notes that say so last. */
  private long deleteReplaced(Path folder, Instant now) throws IOException {
    long deleted = 0;
    List<Path> notes = new ArrayList<>(Replacements.notes(folder));
    for (Path note : notes) {
      Path by = folder.resolve(Replacements.by(note));
      if (!Files.exists(by)) {
        // The run that was to write it was killed before, or it was itself replaced and deleted.
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

  /** What some files have. */
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
