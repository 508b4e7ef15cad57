package io.twinstream.offline.log.parquet;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** Writes one Parquet file that becomes visible only when it is complete and on disk. */
public final class PartFile {
  private PartFile() {}

  /** Writes under a hidden name, syncs, and renames, replacing a file of the same name. */
  public static <R> void write(
      Path file, List<TableColumn<R>> columns, Map<String, String> metadata, List<R> rows)
      throws IOException {
    Path directory = file.getParent();
    Files.createDirectories(directory);
    Path hidden = directory.resolve(UnfinishedFiles.name(file));
    try {
      ColumnFile.write(hidden, columns, metadata, rows);
      sync(hidden, StandardOpenOption.WRITE);
      Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(directory, StandardOpenOption.READ);
    } finally {
      Files.deleteIfExists(hidden);
    }
  }

  /** Syncs a file or a folder; for a folder, its entries, so that a rename is durable. */
  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
