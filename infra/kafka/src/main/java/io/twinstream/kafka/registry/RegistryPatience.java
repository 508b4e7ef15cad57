package io.twinstream.kafka.registry;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats requests that fail, with exponential backoff, up to a limit. Beyond it, a job fails and
 * continues from its last checkpoint, so no record is lost or decided without the registry.
 *
 * @param limit for how long
 */
record RegistryPatience(Duration limit) {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryPatience.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration OF_JOBS = Duration.ofMinutes(2);

  static final RegistryPatience NONE = new RegistryPatience(Duration.ZERO);

  static RegistryPatience ofJobs() {
    return new RegistryPatience(OF_JOBS);
  }

  <T> T get(Supplier<T> request) {
    long start = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    boolean failed = false;
    while (true) {
      try {
        T answer = request.get();
        if (failed) {
          LOG.info("the schema registry answers again");
        }
        return answer;
      } catch (RegistryFailure e) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (interrupted || System.nanoTime() - start + pause.toNanos() > limit.toNanos()) {
          throw e;
        }
        if (!failed) {
          LOG.warn(
              "{}; records wait, next attempts for up to {} s", e.getMessage(), limit.toSeconds());
        }
        failed = true;
      }
      pause(pause);
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryFailure("interrupted while waiting for the schema registry", e);
    }
  }
}
