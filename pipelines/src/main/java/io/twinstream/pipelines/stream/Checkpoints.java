package io.twinstream.pipelines.stream;

import io.twinstream.features.files.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of checkpoints: one folder per run, in it the run's {@link JobManifest} and what Flink
 * writes.
 */
public final class Checkpoints {
  /** What {@code --restore} calls the newest complete checkpoint of all runs. */
  public static final String LATEST = "latest";

  private static final String COMPLETE = "_metadata";
  private static final int DEPTH = 4;

  private final Path directory;

  public Checkpoints(Path directory) {
    this.directory = directory;
  }

  /**
   * The checkpoint to restore from.
   *
   * @param which {@link #LATEST}, or the path of a checkpoint or savepoint
   * @param views of the job: the latest is that of a job of these, if there is one
   * @throws IllegalArgumentException if there is none
   */
  public Path find(String which, Collection<String> views) {
    Path found = which.equals(LATEST) ? latest(Set.copyOf(views)).orElse(null) : Path.of(which);
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

  /** Jobs of other views may run beside it. */
  private Optional<Path> latest(Set<String> views) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try {
      List<Path> newestFirst =
          FileTree.files(directory, DEPTH).stream()
              .filter(file -> file.getFileName().toString().equals(COMPLETE))
              .sorted(Comparator.comparing(Checkpoints::writtenAt).reversed())
              .map(Path::getParent)
              .toList();
      return newestFirst.stream()
          .filter(each -> isOf(each, views))
          .findFirst()
          .or(() -> newestFirst.stream().findFirst());
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

  private static boolean isOf(Path checkpoint, Set<String> views) {
    return run(checkpoint)
        .map(run -> JobManifest.read(run).fingerprints().keySet().equals(views))
        .orElse(false);
  }

  /**
   * The manifest that belongs to a checkpoint or savepoint.
   *
   * @throws IllegalArgumentException if there is none above it
   */
  public static JobManifest manifest(Path checkpoint) {
    return run(checkpoint)
        .map(JobManifest::read)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no "
                        + JobManifest.FILE
                        + " in the folders above "
                        + checkpoint
                        + ": checkpoints and"
                        + " savepoints must stay in their run's folder"));
  }

  /** The folder of the run that a checkpoint is of. */
  private static Optional<Path> run(Path checkpoint) {
    Path folder = checkpoint;
    for (int i = 0; i < DEPTH && folder != null; i++) {
      if (Files.isRegularFile(folder.resolve(JobManifest.FILE))) {
        return Optional.of(folder);
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }
}
