package io.twinstream.offline.log.archive;

import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.Replacements;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.ParquetFiles;
import io.twinstream.offline.log.file.ProcessLock;
import io.twinstream.offline.log.parquet.UnfinishedFiles;
import io.twinstream.offline.log.table.TableLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
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
  private final Optional<UpkeepRule> rule;

  /** In the background, what a folder had when there was nothing left to do. */
  private final Map<Path, List<Path>> settled = new HashMap<>();

  private Compaction(Path table, List<String> sortBy, Duration keep, Optional<UpkeepRule> rule) {
    this.table = table;
    this.sortBy = List.copyOf(sortBy);
    this.keep = keep;
    this.rule = rule;
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
    return new Compaction(table, sortBy, keep, Optional.empty());
  }

  /** Of a table that is written meanwhile, only where a rule says so, with little memory. */
  public static Compaction inBackground(Path table, UpkeepRule rule) {
    return new Compaction(table, List.of(), rule.keep(), Optional.of(rule));
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
    return alone(progress)
        .orElseThrow(
            () -> new HistoryException("another process compacts " + table + "; wait for it"));
  }

  /** Compacts what is due; empty if another process is at it. */
  public Optional<Result> tidy() {
    return alone((done, of) -> {});
  }

  private Optional<Result> alone(BiConsumer<Integer, Integer> progress) {
    Path lockFile = table.resolve(LOCK);
    try {
      Optional<ProcessLock> taken = ProcessLock.take(lockFile);
      if (taken.isEmpty()) {
        return Optional.empty();
      }
      try (ProcessLock lock = taken.get()) {
        if (!isOf(lock.channel(), lockFile)) {
          return Optional.empty();
        }
        try {
          return Optional.of(compact(Files.getLastModifiedTime(lockFile).toInstant(), progress));
        } finally {
          Files.deleteIfExists(lockFile);
        }
      }
    } catch (IOException e) {
      throw new HistoryException("cannot compact " + table + ": " + e.getMessage(), e);
    }
  }

  /**
   * Whether the lock is of the file that has the name now: who had it before has deleted that one.
   * It shows by the size, which the channel makes a random one; the file must not be opened again,
   * since closing it would end the lock. Dates the file too, by the clock that all files are.
   */
  private static boolean isOf(FileChannel channel, Path lockFile) throws IOException {
    int last = ThreadLocalRandom.current().nextInt(1 << 30);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(new byte[1]), last);
    try {
      return Files.size(lockFile) == last + 1L;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private Result compact(Instant now, BiConsumer<Integer, Integer> progress) throws IOException {
    UnfinishedFiles.delete(table, now);
    List<Path> folders = Tables.folders(table);
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
          before.add(Tables.files(folder));
          rewritten += compact(folder, files) ? 1 : 0;
          deleted += keep.isZero() ? deleteReplaced(folder, now) : 0;
          after.add(Tables.files(folder));
        }
      } catch (HistoryException e) {
        if (rule.isEmpty()) {
          throw e;
        }
        failure = e; // The other folders are compacted all the same.
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
      return Tables.files(folder);
    }
    List<Path> files = rule.get().due(folder, now);
    return files.equals(settled.get(folder)) ? List.of() : files;
  }

  /** Compacts files of a folder; whether any was written. */
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
