package io.twinstream.features.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file system on another machine, such as an object store, beyond what {@code java.nio.file} says
 * of it. Its provider implements this interface, and {@link FilePaths} finds it as a service.
 *
 * <p>A file of such a system appears whole when its upload ends, and a folder exists as long as a
 * file is below it. There are no links, hidden files and locks, and a file cannot be renamed.
 */
public interface RemoteFiles {
  /** Returns the scheme of its paths, such as {@code s3}. */
  String scheme();

  /**
   * Returns a path.
   *
   * @param text with the scheme, such as {@code s3://bucket/folder/file}; never decoded
   */
  Path path(String text);

  /** Returns all files below a folder, sorted by path. */
  List<Path> below(Path folder) throws IOException;

  /** Deletes all files below a folder. */
  void deleteBelow(Path folder) throws IOException;

  /** Copies a file of this machine to a path, which it replaces when it is complete. */
  void upload(Path local, Path to) throws IOException;

  /** Creates a file; false if it exists already. Of several that try at once, one succeeds. */
  boolean create(Path file, byte[] content) throws IOException;

  /** Returns the file system of a path; empty for one of this machine. */
  static Optional<RemoteFiles> of(Path path) {
    return path.getFileSystem().provider() instanceof RemoteFiles remote
        ? Optional.of(remote)
        : Optional.empty();
  }
}
