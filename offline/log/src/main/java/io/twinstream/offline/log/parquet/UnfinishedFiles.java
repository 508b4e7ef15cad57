package io.twinstream.offline.log.parquet;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** The hidden files of a table that are being written, and remain if the writer is killed. */
public final class UnfinishedFiles {
  /** Writing a file takes seconds: the writer of an older one no longer runs. */
  static final Duration SAFE_AGE = Duration.ofHours(1);

  private UnfinishedFiles() {}

  /** Returns a unique name that no reader of the table matches. */
  public static String name(Path file) {
    return "." + file.getFileName() + "." + UUID.randomUUID() + ".tmp";
  }

  /**
   * Deletes the files of writers that no longer run.
   *
   * @param table the folder of the table
   * @param now the time of the file system's clock, from which files get their times
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
      return; // another writer was faster and deletes the rest
    }
  }
}
