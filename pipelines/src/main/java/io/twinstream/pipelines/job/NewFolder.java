package io.twinstream.pipelines.job;

import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.features.files.RemoteFiles;
import io.twinstream.offline.log.file.HistoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder that becomes visible when it is complete: until then it has a hidden name next to its
 * final path. In an object store it has its final path from the beginning, and is an {@link
 * IncompleteFolder} until then.
 *
 * @param path the final path
 */
public record NewFolder(Path path) implements JobOutput {

  /**
   * A folder to write; a link to an empty folder is kept, and its target is written.
   *
   * @throws IllegalArgumentException if it exists and is not empty
   */
  public static NewFolder at(Path named) {
    if (!FilePaths.isLocal(named)) {
      return remote(named);
    }
    if (Files.isSymbolicLink(named) && !Files.exists(named)) {
      throw new IllegalArgumentException(
          named + " is a link whose target does not exist; create that folder, or delete the link");
    }
    Path path = named;
    try {
      if (Files.isSymbolicLink(named)) {
        path = named.toRealPath();
      }
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.list(path)) {
          if (files.findAny().isPresent()) {
            throw new IllegalArgumentException(
                path + " is not empty; name another folder, or delete it first");
          }
        }
        Files.delete(path);
      } else if (Files.exists(path)) {
        throw new IllegalArgumentException(path + " is a file; name a folder");
      }
      NewFolder folder = new NewFolder(path.toAbsolutePath());
      folder.abandon();
      Files.createDirectories(folder.whileWriting());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the folder " + path, e);
    }
  }

  private static NewFolder remote(Path path) {
    try {
      NewFolder folder = new NewFolder(path);
      folder.abandon();
      if (!RemoteFiles.of(path).orElseThrow().below(path).isEmpty()) {
        throw new IllegalArgumentException(
            path + " is not empty; name another folder, or delete it first");
      }
      IncompleteFolder.begin(path);
      return folder;
    } catch (IOException e) {
      throw new HistoryException("cannot write " + e.getMessage(), e);
    }
  }

  /** Its path until it is complete. */
  @Override
  public Path whileWriting() {
    return !FilePaths.isLocal(path)
        ? path
        : path.resolveSibling("." + path.getFileName() + ".incomplete");
  }

  /** Makes it visible. */
  public void complete() {
    try {
      if (!FilePaths.isLocal(path)) {
        IncompleteFolder.complete(path);
        return;
      }
      Files.move(whileWriting(), path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot complete " + path, e);
    }
  }

  @Override
  public String finish() {
    complete();
    return path.toString();
  }

  /** Deletes it, unless it is complete. */
  @Override
  public void abandon() {
    if (FilePaths.isLocal(path) || IncompleteFolder.is(path)) {
      TemporaryFolder.delete(whileWriting());
    }
  }
}
