package io.twinstream.cli;

import io.twinstream.local.StateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A state directory for one run: locked while it lasts and deleted after it, Ctrl-C included. */
final class Workspace implements AutoCloseable {
  private final StateDirectory directory;
  private final boolean keep;

  private Workspace(StateDirectory directory, boolean keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /**
   * Takes the folder; what an earlier run has left there goes first.
   *
   * @param keep whether files stay afterwards
   * @throws IllegalStateException if another process uses it
   */
  static Workspace at(Path path, boolean keep) {
    StateDirectory left = StateDirectory.at(path);
    if (!left.alive().isEmpty()) {
      throw new IllegalStateException(
          left.path() + " is in use by running processes; choose another with --state");
    }
    left.delete();
    Workspace workspace = new Workspace(StateDirectory.at(path), keep);
    workspace.directory.recordPid("command", ProcessHandle.current());
    Runtime.getRuntime().addShutdownHook(new Thread(workspace::deleteAtEnd, "workspace-delete"));
    return workspace;
  }

  StateDirectory directory() {
    return directory;
  }

  /** Runs beside the hook that stops the processes: their files go when they have gone. */
  private void deleteAtEnd() {
    long self = ProcessHandle.current().pid();
    for (int i = 0; i < 600 && exists(); i++) {
      if (directory.alive().stream().allMatch(process -> process.pid() == self)) {
        close();
        return;
      }
      io.twinstream.cli.stack.Waiting.pause(java.time.Duration.ofMillis(50));
    }
  }

  private boolean exists() {
    return Files.isDirectory(directory.path().resolve("pids"));
  }

  @Override
  public void close() {
    if (keep) {
      try {
        Files.deleteIfExists(directory.path().resolve("pids/command.pid"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return;
    }
    directory.delete();
    deleteIfEmpty(directory.path().getParent());
  }

  /** Deletes the folder that only holds state directories when the last of them is gone. */
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
