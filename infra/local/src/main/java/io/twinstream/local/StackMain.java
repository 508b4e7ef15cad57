package io.twinstream.local;

import io.twinstream.local.process.ClusterSize;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs a stack until SIGTERM, and restarts processes that end unexpectedly: {@code StackMain STATE
 * SLOTS HEAP_MEGABYTES START_LIMIT_SECONDS [--no-resume]}.
 */
public final class StackMain {
  /** The name of its process. */
  public static final String NAME = "supervisor";

  /** The option that forgets the jobs and ports of the last start. */
  public static final String NO_RESUME = "--no-resume";

  private static final long WATCH_MILLIS = 500;

  private StackMain() {}

  public static void main(String[] args) throws Exception {
    StateDirectory state = StateDirectory.at(Path.of(args[0]));
    ClusterSize size = new ClusterSize(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    Duration startLimit = Duration.ofSeconds(Long.parseLong(args[3]));
    try (AutoCloseable lock = state.lock()) {
      if (args.length > 4 && args[4].equals(NO_RESUME)) {
        LocalStack.forgetJobs(state);
      }
      run(state, size, startLimit, lock);
    } catch (IllegalStateException | UncheckedIOException e) {
      System.err.println(e.getMessage());
      if (e.getCause() != null) {
        System.err.println("  because: " + e.getCause());
      }
    }
    System.exit(1);
  }

  private static void run(
      StateDirectory state, ClusterSize size, Duration startLimit, AutoCloseable lock)
      throws InterruptedException {
    try (LocalStack stack = LocalStack.startLasting(state, Installation.find(), size, startLimit)) {
      Restarts restarts = stack.restarts();
      System.out.println("ready: " + stack.addresses() + ", holding " + lock);
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(WATCH_MILLIS);
        check(restarts);
      }
    }
  }

  /** If the disk is full, it cannot record failures, but it still restarts processes. */
  private static void check(Restarts restarts) {
    try {
      restarts.check();
    } catch (UncheckedIOException e) {
      System.err.println(e.getMessage() + ": " + e.getCause());
    }
  }
}
