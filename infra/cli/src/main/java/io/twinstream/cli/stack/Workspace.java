package io.twinstream.cli.stack;

import io.twinstream.local.job.Waiting;
import io.twinstream.local.process.StateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A state folder for one run: locked during the run, and deleted after it, also at Ctrl-C. */
public final class Workspace implements AutoCloseable {
  private static final Duration DELETE_LIMIT = Duration.ofSeconds(30);

  private final StateDirectory directory;
  private final boolean keep;
  private final Thread hook = new Thread(this::deleteAtEnd, "workspace-delete");

  private Workspace(StateDirectory directory, boolean keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /**
   * Locks the folder, and first deletes what an earlier run has left.
   *
   * @param keep whether to keep the files afterwards
   * @throws IllegalStateException if another process uses it
   */
  public static Workspace at(Path path, boolean keep) {
    StateDirectory left = StateDirectory.at(path);
    if (!left.alive().isEmpty()) {
      throw new IllegalStateException(
          left.path() + " is in use by running processes; choose another with --state");
    }
    left.delete();
    Workspace workspace = new Workspace(StateDirectory.at(path), keep);
    workspace.directory.recordPid("command", ProcessHandle.current());
    Runtime.getRuntime().addShutdownHook(workspace.hook);
    return workspace;
  }

  public StateDirectory directory() {
    return directory;
  }

  /**
   * Runs at the same time as the hook that stops the processes, and deletes files once their
   * process has ended.
   */
  private void deleteAtEnd() {
    long deadline = System.nanoTime() + DELETE_LIMIT.toNanos();
    while (!delete() && System.nanoTime() < deadline) {
      Waiting.pause(Duration.ofMillis(50));
    }
  }

  /** Whether the files are deleted, or need not be. */
  private boolean delete() {
    long self = ProcessHandle.current().pid();
    if (directory.alive().stream().anyMatch(process -> process.pid() != self)) {
      return false;
    }
    try {
      if (keep) {
        Files.deleteIfExists(directory.path().resolve("pids/command.pid"));
      } else {
        directory.delete();
        deleteIfEmpty(directory.path().getParent());
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false; // a process was still writing; a later attempt finds it ended
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the JVM is ending, and the hook deletes them
    }
    deleteAtEnd();
  }

  /** Deletes the parent folder of state folders when it is empty. */
  static void deleteIfEmpty(Path folder) {
    if (!folder.endsWith(".twinstream")) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isEmpty()) {
        Files.delete(folder);
      }
    } catch (NoSuchFileException e) {
      return; // another command was faster
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
