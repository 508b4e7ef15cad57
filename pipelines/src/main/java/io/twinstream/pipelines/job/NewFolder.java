package io.twinstream.pipelines.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder that appears when all of it is written: until then it has a hidden name beside it.
 *
 * @param path its name in the end
 */
public record NewFolder(Path path) {

  /**
   * A folder that is to be written; a link to an empty folder stays, and its target is written.
   *
   * @throws IllegalArgumentException if it is there already and is not empty
   */
  public static NewFolder at(Path named) {
    if (Files.isSymbolicLink(named) && !Files.exists(named)) {
      throw new IllegalArgumentException(
          named + " is a link to what does not exist; make that folder, or delete the link");
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
      throw new UncheckedIOException("cannot make the folder " + path, e);
    }
  }

  /** Where it is until it is complete. */
  public Path whileWriting() {
    return path.resolveSibling("." + path.getFileName() + ".incomplete");
  }

  /** Makes it appear. */
  public void complete() {
    try {
      Files.move(whileWriting(), path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot rename " + whileWriting() + " to " + path, e);
    }
  }

  /** Leaves nothing behind, unless it is complete. */
  public void abandon() {
    TemporaryFolder.delete(whileWriting());
  }
}
