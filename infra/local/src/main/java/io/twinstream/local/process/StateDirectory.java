package io.twinstream.local.process;

import io.twinstream.features.files.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The folder with the files of a stack: logs, pid files and data, each in a folder of its own. */
public final class StateDirectory {
  private static final FileAttribute<?> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path path;

  private StateDirectory(Path path) {
    this.path = path;
  }

  /**
   * Opens a folder, and creates it if needed. Only its owner can access a new one, since states and
   * logs in it hold personal data.
   */
  public static StateDirectory at(Path path) {
    StateDirectory state = new StateDirectory(path.toAbsolutePath().normalize());
    make(state.path);
    state.folder("logs");
    state.folder("pids");
    return state;
  }

  private static void make(Path folder) {
    if (Files.isDirectory(folder)) {
      return;
    }
    try {
      Files.createDirectories(folder.getParent());
      if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectory(folder, OWNER_ALONE);
      } else {
        Files.createDirectory(folder);
      }
    } catch (FileAlreadyExistsException e) {
      return; // Another process created it, or it is refused below.
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the folder " + folder, e);
    }
  }

  public Path path() {
    return path;
  }

  /** Returns a folder inside, which is created if needed. */
  public Path folder(String name) {
    try {
      return Files.createDirectories(path.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the folder " + path.resolve(name), e);
    }
  }

  /** Returns the folder for temporary files of processes, which is deleted with the rest. */
  public Path temporary() {
    return folder("tmp");
  }

  /** Returns the log file of a process. */
  public Path log(String process) {
    return path.resolve("logs").resolve(process + ".log");
  }

  /**
   * Records the process with a name; its start time distinguishes it from a later one with the same
   * pid.
   */
  public Path recordPid(String process, ProcessHandle handle) {
    Path file = path.resolve("pids").resolve(process + ".pid");
    try {
      return Files.writeString(file, identity(handle) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Returns the recorded processes that are alive. */
  public List<ProcessHandle> alive() {
    return alive(name -> true);
  }

  /** Returns the recorded processes with matching names that are alive. */
  public List<ProcessHandle> alive(Predicate<String> wanted) {
    Path pids = path.resolve("pids");
    if (!Files.isDirectory(pids)) {
      return List.of();
    }
    List<ProcessHandle> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(pids)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (wanted.test(name.substring(0, name.length() - ".pid".length()))) {
          noted(file).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the pid files of " + path, e);
    }
    return found;
  }

  private static Optional<ProcessHandle> noted(Path file) throws IOException {
    try {
      return process(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty(); // It ended just now.
    }
  }

  /**
   * Returns a text that identifies a process; its start time distinguishes it from a later one with
   * the same pid.
   */
  public static String identity(ProcessHandle handle) {
    return handle.pid() + " " + started(handle);
  }

  /** Reports whether the process of an {@link #identity} is alive. */
  public static boolean isAlive(String identity) {
    return process(identity).isPresent();
  }

  private static Optional<ProcessHandle> process(String identity) {
    String[] parts = identity.split(" ", 2);
    if (parts.length < 2) {
      return Optional.empty(); // It is being written just now.
    }
    return ProcessHandle.of(Long.parseLong(parts[0]))
        .filter(ProcessHandle::isAlive)
        .filter(handle -> started(handle).equals(parts[1]));
  }

  private static String started(ProcessHandle handle) {
    Optional<Instant> instant = handle.info().startInstant();
    return instant.map(Instant::toString).orElse("unknown");
  }

  /**
   * Locks the folder for one user at a time; the lock is released by closing it, or when this JVM
   * ends.
   *
   * @throws IllegalStateException if another process holds it
   */
  public AutoCloseable lock() {
    return tryLock("lock")
        .orElseThrow(
            () ->
                new IllegalStateException(
                    path
                        + " is in use by another process; end it (twinstream down), or choose"
                        + " another"));
  }

  /** Locks a file in the folder; empty if another process holds the lock. */
  public Optional<AutoCloseable> tryLock(String file) {
    try {
      return ProcessLock.take(path.resolve(file)).map(lock -> lock);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + path.resolve(file), e);
    }
  }

  /** Deletes everything. */
  public void delete() {
    delete(path);
  }

  /** Deletes a folder inside, if it exists. */
  public void delete(String folder) {
    delete(path.resolve(folder));
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
