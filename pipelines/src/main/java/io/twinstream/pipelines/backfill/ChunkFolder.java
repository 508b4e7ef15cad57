package io.twinstream.pipelines.backfill;

import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.ProcessLock;
import io.twinstream.offline.log.file.ParquetFiles;
import io.twinstream.pipelines.backfill.BackfillProgress.Done;
import io.twinstream.pipelines.job.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
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
   * Prepares a chunk, deletes what a killed run has left, and returns the folder for its states,
   * which count from the moment that the progress says so.
   */
  Path begin(BackfillProgress before) throws IOException {
    TemporaryFolder.delete(rows());
    Path states = states(before.chunks().size() + 1);
    TemporaryFolder.delete(states);
    return Files.createDirectories(states);
  }

  /** Records that a chunk is computed, so that it is not computed again. */
  BackfillProgress complete(BackfillProgress before, PlannedChunk chunk) throws IOException {
    BackfillProgress computed =
        before.with(new Done(chunk.from(), chunk.to(), count(rows()), false));
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
    for (Path file : parts(rows)) {
      Path to = root.resolve(rows.relativize(file).toString());
      Files.createDirectories(to.getParent());
      Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static List<Path> parts(Path rows) throws IOException {
    return FileTree.files(rows).stream()
        .filter(file -> file.getFileName().toString().endsWith(".parquet"))
        .toList();
  }

  private static long count(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long rows = 0;
    try {
      for (Path file : parts(folder)) {
        rows += ParquetFiles.rows(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
    return rows;
  }
}
