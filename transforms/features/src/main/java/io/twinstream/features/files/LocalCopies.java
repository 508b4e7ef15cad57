package io.twinstream.features.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Copies of files of an object store, for libraries that read only files of this machine. A copy
 * has the folders of its original above it, and is deleted when this object is closed.
 */
public final class LocalCopies implements AutoCloseable {
  private final Map<Path, Path> copies = new HashMap<>();
  private Path folder;

  /** Returns a file of this machine: the file itself, or its copy. */
  public Path of(Path file) throws IOException {
    if (FilePaths.isLocal(file)) {
      return file;
    }
    Path copy = copies.get(file);
    if (copy == null) {
      copy = copy(file);
      copies.put(file, copy);
    }
    return copy;
  }

  private Path copy(Path file) throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("twinstream-copies-");
    }
    Path to = folder.resolve(file.toString().replace("://", "/")).normalize();
    if (!to.startsWith(folder)) {
      throw new FileSystemException(
          file.toString(), null, "has '..' in its path; rename the file or folder");
    }
    Files.createDirectories(to.getParent());
    Files.copy(file, to);
    return to;
  }

  @Override
  public void close() {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
    copies.clear();
    folder = null;
  }
}
