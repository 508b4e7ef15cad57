package io.twinstream.pipelines.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder that becomes visible when it is complete: until then it has a hidden name next to its
 * final path.
 *
 * @param path the final path
 */
public record NewFolder(Path path) {

  /**
   * A folder to write; a link to an empty folder is kept, and its target is written.
   *
   * @throws IllegalArgumentException if it exists and is not empty
   */
  public static NewFolder at(Path named) {
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

  /** Its path until it is complete. */
  public Path whileWriting() {
    return path.resolveSibling("." + path.getFileName() + ".incomplete");
  }

  /** Renames it to the final path. */
  public void complete() {
    try {
      Files.move(whileWriting(), path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot rename " + whileWriting() + " to " + path, e);
    }
  }

  /** Deletes it, unless it is complete. */
  public void abandon() {
    TemporaryFolder.delete(whileWriting());
  }
}
