package io.twinstream.offline.log.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock file that one owner has: one in this process, then by the file's lock one process among
 * all. The system ends that lock when the process closes any channel of the file, so that a second
 * one is never opened here.
 */
public final class ProcessLock implements AutoCloseable {
  private final String name;
  private final FileChannel channel;

  private ProcessLock(String name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  /** Takes a lock file, made if absent; empty if another owner has it. */
  public static Optional<ProcessLock> take(Path file) throws IOException {
    String name = "twinstream.lock." + file.toAbsolutePath().normalize();
    // Of the JVM: a static field would be of a class loader, of which Flink has one per job.
    if (System.getProperties().putIfAbsent(name, "") != null) {
      return Optional.empty();
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

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // by something else in this process
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

  /** Of the lock file; to be closed by closing the lock. */
  public FileChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    release(name, channel);
  }
}
