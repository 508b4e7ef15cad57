package io.twinstream.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A child process with a log file and a pid file. Closing its standard input stops it, as {@link
 * Watched} and {@code RedisServer} ensure, so it also ends when this JVM is killed.
 */
public final class LocalProcess {
  private static final Duration POLL = Duration.ofMillis(25);
  private static final int LOG_LINES_SHOWN = 25;

  private final String name;
  private final List<String> command;
  private final Process process;
  private final Path log;
  private final Path pidFile;

  private LocalProcess(String name, List<String> command, Process process, Path log, Path pidFile) {
    this.name = name;
    this.command = command;
    this.process = process;
    this.log = log;
    this.pidFile = pidFile;
  }

  static LocalProcess start(String name, List<String> command, StateDirectory state) {
    Path log = state.log(name);
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(state.path().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      Path pidFile = state.recordPid(name, process.toHandle());
      return new LocalProcess(name, command, process, log, pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name + ": " + command.get(0), e);
    }
  }

  /** Starts the same command again, after this process ended. */
  LocalProcess again(StateDirectory state) {
    return start(name, command, state);
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  /** Returns the file with its standard output and standard error. */
  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the exit code of an ended process; 128 plus the signal's number if it was killed. */
  public int exit() {
    return process.exitValue();
  }

  /**
   * Waits until a check succeeds.
   *
   * @throws IllegalStateException if the process ends first, or the time is up; the message has the
   *     end of its log
   */
  public void awaitReady(BooleanSupplier ready, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(name + " ended with exit code " + exit() + logEnd());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s is not ready after %d s%s".formatted(name, limit.toSeconds(), logEnd()));
      }
      pause();
    }
  }

  /**
   * Waits for the process to end by itself.
   *
   * @return its exit code
   */
  public int await() {
    try {
      int code = process.waitFor();
      Files.deleteIfExists(pidFile);
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + pidFile, e);
    }
  }

  /** Asks the process to end, waits, and kills it when the grace period is over. */
  public void stop(Duration grace) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy(); // Its end of the pipe is already closed: it is ending or has ended.
    }
    awaitEnd(grace);
  }

  /** Sends SIGKILL, which simulates a crash. */
  public void kill() {
    awaitEnd(Duration.ZERO);
  }

  private void awaitEnd(Duration grace) {
    try {
      if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(pidFile);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + pidFile, e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }

  /** Returns the last lines of the log, for messages. */
  public String logEnd() {
    try {
      List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
      int from = Math.max(0, lines.size() - LOG_LINES_SHOWN);
      return "; the end of " + log + ":\n" + String.join("\n", lines.subList(from, lines.size()));
    } catch (IOException e) {
      return "; its log cannot be read: " + e;
    }
  }
}
