package io.twinstream.offline.log.archive;

import io.twinstream.features.files.ProcessLock;
import io.twinstream.features.files.RemoteFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The right to compact a table, which one owner has. In an object store it is a file that another
 * process removes if it is an hour old, because its owner may have been killed. Two owners at once
 * would do the same work twice: readers see every record once anyway.
 *
 * @param now the time when it was taken, by the clock that also gives data files their times
 */
record CompactionLock(Path file, ProcessLock lock, Instant now) implements AutoCloseable {
  private static final String NAME = "_compact.lock";
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Returns the lock; empty if there is another owner. */
  static Optional<CompactionLock> take(Path table) throws IOException {
    return take(table, LONGEST);
  }

  /**
   * Returns the lock; empty if there is another owner.
   *
   * @param longest after this time, an owner in an object store is assumed to have been killed
   */
  static Optional<CompactionLock> take(Path table, Duration longest) throws IOException {
    Path file = table.resolve(NAME);
    Optional<ProcessLock> lock = ProcessLock.take(file);
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      Optional<RemoteFiles> remote = RemoteFiles.of(file);
      taken =
          remote.isPresent()
              ? isCreated(remote.get(), file, longest)
              : isOf(lock.get().channel(), file);
      return taken
          ? Optional.of(
              new CompactionLock(file, lock.get(), Files.getLastModifiedTime(file).toInstant()))
          : Optional.empty();
    } finally {
      if (!taken) {
        lock.get().close();
      }
    }
  }

  private static boolean isCreated(RemoteFiles remote, Path file, Duration longest)
      throws IOException {
    if (remote.create(file, new byte[0])) {
      return true;
    }
    Path clock = file.resolveSibling(NAME + "." + UUID.randomUUID());
    Files.write(clock, new byte[0]);
    try {
      Instant now = Files.getLastModifiedTime(clock).toInstant();
      if (Files.getLastModifiedTime(file).toInstant().plus(longest).isAfter(now)) {
        return false;
      }
    } catch (NoSuchFileException e) {
      return false; // its owner has just finished
    } finally {
      Files.deleteIfExists(clock);
    }
    Files.deleteIfExists(file);
    return remote.create(file, new byte[0]);
  }

  /**
   * Checks that the lock is on the file that now has this name, because the previous owner may have
   * deleted the locked one. The channel sets a random size, and the file of this name must have
   * that size. The file must not be opened a second time, since closing it would release the lock.
   * This also updates the file's modification time.
   */
  private static boolean isOf(FileChannel channel, Path file) throws IOException {
    int last = ThreadLocalRandom.current().nextInt(1 << 30);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(new byte[1]), last);
    try {
      return Files.size(file) == last + 1L;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(file);
    } finally {
      lock.close();
    }
  }
}
