package io.twinstream.offline.log.parquet;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Files of a table while they are written: hidden, and left behind when the writer is killed. */
public final class UnfinishedFiles {
  /** Writing one takes seconds: whoever began one before that is gone. */
  static final Duration SAFE_AGE = Duration.ofHours(1);

  private UnfinishedFiles() {}

  /** A name that no other writer takes, and that no reader of the table looks at. */
  public static String name(Path file) {
    return "." + file.getFileName() + "." + UUID.randomUUID() + ".tmp";
  }

  /**
   * Deletes those that nobody writes any more.
   *
   * @param table the folder of the table
   * @param now by the clock of the file system, which is the one that files are dated by
   */
  public static void delete(Path table, Instant now) throws IOException {
    deleteIn(table, now.minus(SAFE_AGE));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(table, "*=*")) {
      for (Path folder : folders) {
        deleteIn(folder, now.minus(SAFE_AGE));
      }
    }
  }

  private static void deleteIn(Path folder, Instant before) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".part-*.tmp")) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      return; // another writer was faster, and does the rest
    }
  }
}
