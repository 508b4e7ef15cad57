package io.twinstream.local;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps a stack running until it is told to end by SIGTERM, or one of its processes falls: {@code
 * StackMain STATE SLOTS HEAP_MEGABYTES}.
 */
public final class StackMain {
  private static final long WATCH_MILLIS = 500;

  private StackMain() {}

  public static void main(String[] args) throws Exception {
    StateDirectory state = StateDirectory.at(Path.of(args[0]));
    try (AutoCloseable lock = state.lock();
        LocalStack stack =
            LocalStack.start(
                state, Installation.find(), Integer.parseInt(args[1]), Integer.parseInt(args[2]))) {
      System.out.println("ready: " + stack.addresses() + ", holding " + lock);
      Optional<LocalProcess> fallen = Optional.empty();
      while (fallen.isEmpty()) {
        Thread.sleep(WATCH_MILLIS);
        fallen = stack.supervisor().fallen();
      }
      System.err.println(fallen.get().name() + " fell; ending" + fallen.get().logEnd());
    }
    System.exit(1);
  }
}
