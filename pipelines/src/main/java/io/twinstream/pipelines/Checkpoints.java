package io.twinstream.pipelines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of checkpoints: one folder per run, in it the run's {@link JobManifest} and what Flink
 * writes.
 */
final class Checkpoints {
  /** What {@code --restore} calls the newest complete checkpoint of all runs. */
  static final String LATEST = "latest";

  private static final String COMPLETE = "_metadata";
  private static final int DEPTH = 4;

  private final Path directory;

  Checkpoints(Path directory) {
    this.directory = directory;
  }

  /**
   * The checkpoint to restore from.
   *
   * @param which {@link #LATEST}, or the path of a checkpoint or savepoint
   * @throws IllegalArgumentException if there is none
   */
  Path find(String which) {
    Path found = which.equals(LATEST) ? latest().orElse(null) : Path.of(which);
    if (found == null) {
      throw new IllegalArgumentException(
          "no complete checkpoint in " + directory + "; start without --restore");
    }
    if (!Files.isRegularFile(found.resolve(COMPLETE))) {
      throw new IllegalArgumentException(
          found + " is no complete checkpoint or savepoint: it has no " + COMPLETE);
    }
    return found.toAbsolutePath();
  }

  private Optional<Path> latest() {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(directory, DEPTH)) {
      return files
          .filter(file -> file.getFileName().toString().equals(COMPLETE))
          .max(Comparator.comparing(Checkpoints::writtenAt))
          .map(Path::getParent);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  private static java.nio.file.attribute.FileTime writtenAt(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * The manifest that belongs to a checkpoint or savepoint.
   *
   * @throws IllegalArgumentException if there is none above it
   */
  static JobManifest manifest(Path checkpoint) {
    Path folder = checkpoint;
    for (int i = 0; i < DEPTH && folder != null; i++) {
      if (Files.isRegularFile(folder.resolve(JobManifest.FILE))) {
        return JobManifest.read(folder);
      }
      folder = folder.getParent();
    }
    throw new IllegalArgumentException(
        "no "
            + JobManifest.FILE
            + " in the folders above "
            + checkpoint
            + ": checkpoints and"
            + " savepoints must stay in their run's folder");
  }
}
