package io.twinstream.pipelines.job;

import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.RemoteFiles;
import io.twinstream.offline.log.file.HistoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder that is deleted with its contents when a job ends. */
public record TemporaryFolder(Path path) implements AutoCloseable {
  static TemporaryFolder create(String prefix) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(prefix));
  }

  /**
   * The folder of local files of a run: below the run's own folder, or, if that is in an object
   * store, a folder that is deleted when the process ends.
   */
  public static Path ofRun(Path run, String name) {
    if (FilePaths.isLocal(run)) {
      return run.resolve(name);
    }
    try {
      TemporaryFolder folder = create("twinstream-");
      Runtime.getRuntime().addShutdownHook(new Thread(folder::close, "temporary-folder"));
      return folder.path();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a temporary folder", e);
    }
  }

  @Override
  public void close() {
    delete(path);
  }

  /** Deletes a folder, if it exists. */
  public static void delete(Path folder) {
    Optional<RemoteFiles> remote = RemoteFiles.of(folder);
    if (remote.isPresent()) {
      deleteRemote(remote.get(), folder);
      return;
    }
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }

  private static void deleteRemote(RemoteFiles remote, Path folder) {
    try {
      remote.deleteBelow(folder);
    } catch (IOException e) {
      throw new HistoryException("cannot delete " + e.getMessage(), e);
    }
  }
}
