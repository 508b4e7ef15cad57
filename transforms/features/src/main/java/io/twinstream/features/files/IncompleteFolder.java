package io.twinstream.features.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A folder of an object store that a job is writing. It cannot get its name when it is complete, as
 * a folder of this machine does. Therefore it contains a file until then, and readers refuse it.
 */
public final class IncompleteFolder {
  private static final String MARKER = "_incomplete";

  private IncompleteFolder() {}

  /** Marks a folder before anything else is written to it. */
  public static void begin(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(MARKER),
        "A job is writing this folder, or was ended before it was complete. Run the job again.\n");
  }

  /** Removes the mark of a folder, which readers accept from now on. */
  public static void complete(Path folder) throws IOException {
    Files.delete(folder.resolve(MARKER));
  }

  /** Reports whether a folder itself is marked. */
  public static boolean is(Path folder) {
    return Files.isRegularFile(folder.resolve(MARKER));
  }

  /** Refuses a path that is in a marked folder, or is one. */
  public static void refuse(Path path) throws IOException {
    if (!FilePaths.isLocal(path)) {
      for (Path folder = path; folder != null; folder = folder.getParent()) {
        if (is(folder)) {
          throw new FileSystemException(
              folder.toString(),
              null,
              "is not complete: a job is writing it, or was ended; run that job again, or delete"
                  + " it");
        }
      }
    }
  }

  /** Returns the marked folders that contain some of these files, other than the folder itself. */
  static Set<Path> below(Path folder, Collection<Path> files) {
    return files.stream()
        .filter(file -> file.endsWith(MARKER))
        .map(Path::getParent)
        .filter(marked -> !marked.equals(folder))
        .collect(Collectors.toSet());
  }

  static boolean contains(Set<Path> folders, Path file) {
    return !folders.isEmpty() && folders.stream().anyMatch(file::startsWith);
  }
}
