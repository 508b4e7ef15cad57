package io.twinstream.features.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/** Writes a file that becomes visible only when it is complete and durable. */
public final class NewFile {
  private NewFile() {}

  /** Writes the content of a file to a path of this machine. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Path file) throws IOException;
  }

  /**
   * Writes a file, replacing one of the same name. On this machine it is written under a hidden
   * name, synced and renamed. For an object store it is written to a temporary file and uploaded.
   */
  public static void write(Path file, Content content) throws IOException {
    Optional<RemoteFiles> remote = RemoteFiles.of(file);
    if (remote.isPresent()) {
      upload(remote.get(), file, content);
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path hidden = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      content.writeTo(hidden);
      sync(hidden, StandardOpenOption.WRITE);
      Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(folder, StandardOpenOption.READ);
    } finally {
      Files.deleteIfExists(hidden);
    }
  }

  private static void upload(RemoteFiles remote, Path file, Content content) throws IOException {
    Path temporary = Files.createTempDirectory("twinstream-upload-");
    Path local = temporary.resolve("file");
    try {
      content.writeTo(local);
      remote.upload(local, file);
    } finally {
      Files.deleteIfExists(local);
      Files.delete(temporary);
    }
  }

  /** Syncs a file or a folder; for a folder, its entries, so that a rename is durable. */
  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
