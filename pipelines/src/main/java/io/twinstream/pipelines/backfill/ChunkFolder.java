package io.twinstream.pipelines.backfill;

import io.twinstream.features.files.ProcessLock;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.pipelines.backfill.BackfillProgress.Done;
import io.twinstream.pipelines.job.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * The folder of a backfill in chunks: its rows and, hidden next to them, its progress, the states
 * at the end of the last chunk, and the files of the running chunk.
 *
 * @param root where readers see the rows
 */
record ChunkFolder(Path root) {
  private static final String ROWS = "rows";
  private static final String STATES = "states-";
  private static final String INCOMPLETE = "incomplete";
  private static final String LOCK = "lock";

  private Path hidden() {
    return root.resolve(BackfillProgress.FOLDER);
  }

  /** The folder of the rows of the running chunk. */
  Path rows() {
    return hidden().resolve(ROWS);
  }

  /** The folder of the states after a number of chunks. */
  Path states(int chunks) {
    return hidden().resolve(STATES + chunks);
  }

  /** Refuses a folder that contains anything else. */
  void requireEmpty() throws IOException {
    if (Files.isDirectory(root)) {
      try (Stream<Path> files = Files.list(root)) {
        if (files.anyMatch(file -> !file.equals(hidden()))) {
          throw new IllegalArgumentException(
              root + " is not empty; name another folder, or delete it first");
        }
      }
    }
  }

  /**
   * Refuses to run while another run uses the folder; the lock ends with the process at the latest.
   */
  ProcessLock lock() throws IOException {
    Files.createDirectories(hidden());
    return ProcessLock.take(hidden().resolve(LOCK))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "another run is using " + root + "; wait until it ends"));
  }

  /**
   * Prepares a chunk, deletes what a killed run has left, and returns the folder for its states.
   */
  Path begin() throws IOException {
    TemporaryFolder.delete(rows());
    Path incomplete = hidden().resolve(STATES + INCOMPLETE);
    TemporaryFolder.delete(incomplete);
    return Files.createDirectories(incomplete);
  }

  /** Records that a chunk is computed, so that it is not computed again. */
  BackfillProgress complete(BackfillProgress before, PlannedChunk chunk) throws IOException {
    BackfillProgress computed =
        before.with(new Done(chunk.from(), chunk.to(), count(rows()), false));
    Path states = states(computed.chunks().size());
    TemporaryFolder.delete(states);
    Files.move(hidden().resolve(STATES + INCOMPLETE), states);
    computed.write(root);
    return computed;
  }

  /** Moves the last chunk's rows to the others, and deletes files that are no longer needed. */
  BackfillProgress settle(BackfillProgress progress) throws IOException {
    if (progress.chunks().isEmpty()) {
      return progress;
    }
    int number = progress.chunks().size();
    BackfillProgress settled = progress;
    if (!progress.chunks().get(number - 1).moved()) {
      moveRows();
      settled = progress.moved();
      settled.write(root);
    }
    TemporaryFolder.delete(rows());
    TemporaryFolder.delete(states(number - 1));
    return settled;
  }

  private void moveRows() throws IOException {
    Path rows = rows();
    if (!Files.isDirectory(rows)) {
      return;
    }
    try (Stream<Path> files = Files.walk(rows)) {
      for (Path file : files.filter(ChunkFolder::isPart).toList()) {
        Path to = root.resolve(rows.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static boolean isPart(Path file) {
    return file.getFileName().toString().endsWith(".parquet") && Files.isRegularFile(file);
  }

  private static long count(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long rows = 0;
    try (Stream<Path> tables = Files.list(folder);
        Duck duck = new Duck()) {
      for (Path table : tables.filter(DuckDbTables::exists).toList()) {
        rows += duck.number("SELECT count(*) FROM " + DuckDbTables.rows(table));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
    return rows;
  }
}
