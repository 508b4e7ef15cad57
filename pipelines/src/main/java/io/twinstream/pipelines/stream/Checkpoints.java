package io.twinstream.pipelines.stream;

import io.twinstream.features.files.FilePaths;
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
 * The checkpoints of live jobs: a folder per run, which contains the run's {@link JobManifest} and
 * Flink's checkpoints.
 */
public final class Checkpoints {
  /** The name of the newest complete checkpoint of all runs in {@code --restore}. */
  public static final String LATEST = "latest";

  /** The same among jobs with the same views, or none for a fresh job. */
  public static final String LATEST_OR_FRESH = "latest-or-fresh";

  private static final String COMPLETE = "_metadata";
  private static final int DEPTH = 4;

  private final Path directory;

  public Checkpoints(Path directory) {
    this.directory = directory;
  }

  /**
   * Finds the checkpoint to restore.
   *
   * @param which {@link #LATEST_OR_FRESH}, or as {@link #find} accepts it
   * @param views of the job
   * @return empty for a fresh job
   */
  public Optional<Path> findOrFresh(String which, Collection<String> views) {
    if (!which.equals(LATEST_OR_FRESH)) {
      return Optional.of(find(which, views));
    }
    Set<String> same = Set.copyOf(views);
    return newestFirst().stream()
        .filter(each -> isOf(each, same))
        .findFirst()
        .map(Path::toAbsolutePath);
  }

  /**
   * Finds the checkpoint to restore.
   *
   * @param which {@link #LATEST}, or the path of a checkpoint or savepoint
   * @param views of the job: a checkpoint of a job with the same views is preferred
   * @throws IllegalArgumentException if there is none
   */
  public Path find(String which, Collection<String> views) {
    Path found =
        which.equals(LATEST) ? latest(Set.copyOf(views)).orElse(null) : FilePaths.of(which);
    if (found == null) {
      throw new IllegalArgumentException(
          "no complete checkpoint in " + directory + "; start without --restore");
    }
    if (!Files.isRegularFile(found.resolve(COMPLETE))) {
      throw new IllegalArgumentException(
          found + " is not a complete checkpoint or savepoint: it has no " + COMPLETE);
    }
    return found.toAbsolutePath();
  }

  /** Prefers the same views, because jobs of other views may run next to it. */
  private Optional<Path> latest(Set<String> views) {
    List<Path> newestFirst = newestFirst();
    return newestFirst.stream()
        .filter(each -> isOf(each, views))
        .findFirst()
        .or(() -> newestFirst.stream().findFirst());
  }

  private List<Path> newestFirst() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try {
      return FileTree.files(directory, DEPTH).stream()
          .filter(file -> file.getFileName().toString().equals(COMPLETE))
          .sorted(Comparator.comparing(Checkpoints::writtenAt).reversed())
          .map(Path::getParent)
          .toList();
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
   * The manifest of a checkpoint or savepoint.
   *
   * @throws IllegalArgumentException if no folder above it has one
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

  /** The folder of the run of a checkpoint. */
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
