package io.twinstream.pipelines.job;

import io.twinstream.features.files.FilePaths;
import io.twinstream.offline.log.file.HistoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Checks at the start of a job that it can write to an object store, where a wrong bucket or wrong
 * credentials would otherwise fail when the first file is complete.
 */
public final class WritableFolder {
  private WritableFolder() {}

  /**
   * Writes and deletes a file.
   *
   * @throws HistoryException if that fails
   */
  public static void require(Path folder) {
    if (FilePaths.isLocal(folder)) {
      return;
    }
    Path file = folder.resolve("_writable." + UUID.randomUUID());
    try {
      Files.write(file, new byte[0]);
      Files.delete(file);
    } catch (IOException e) {
      throw new HistoryException("cannot write " + e.getMessage(), e);
    }
  }
}
