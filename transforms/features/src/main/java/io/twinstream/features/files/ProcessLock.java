package io.twinstream.features.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock file with at most one owner: one in this process and, by the lock of the operating system,
 * one process among all. The operating system releases the lock when the process closes any channel
 * of the file, so the class never opens a second one.
 */
public final class ProcessLock implements AutoCloseable {
  private final String name;
  private final FileChannel channel;

  private ProcessLock(String name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  /**
   * Locks a file, and creates it if needed; empty if another owner has the lock. In an object store
   * there is no file, and only this process is excluded.
   */
  public static Optional<ProcessLock> take(Path file) throws IOException {
    boolean local = FilePaths.isLocal(file);
    String name = "twinstream.lock." + (local ? real(file) : file);
    // A property of the JVM: a static field belongs to a class loader, and Flink has one per job.
    if (System.getProperties().putIfAbsent(name, "") != null) {
      return Optional.empty();
    }
    if (!local) {
      return Optional.of(new ProcessLock(name, null));
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      taken = isTaken(channel);
      return taken ? Optional.of(new ProcessLock(name, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        release(name, channel);
      }
    }
  }

  /** The path of a file without links; the file need not exist. */
  private static Path real(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    return Files.exists(absolute)
        ? absolute.toRealPath()
        : absolute.getParent().toRealPath().resolve(absolute.getFileName());
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // locked by something else in this process
    }
  }

  private static void release(String name, FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      System.getProperties().remove(name);
    }
  }

  /** Returns the channel of the lock file, which closing the lock closes; null without a file. */
  public FileChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    release(name, channel);
  }
}
