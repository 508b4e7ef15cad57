package io.twinstream.local;

import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.Supervisor;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Restarts processes that ended unexpectedly, with exponential backoff, and gives a process up
 * after too many failures in a row. The other processes continue.
 */
final class Restarts {
  /**
   * The limits of restarts.
   *
   * @param firstPause the pause before the first restart
   * @param longestPause the longest pause between two restarts
   * @param inARow the number of restarts in a row after which a process is given up
   * @param healthyAfter a process that ran for this long starts a new row
   */
  record Limits(Duration firstPause, Duration longestPause, int inARow, Duration healthyAfter) {}

  static final Limits USUAL =
      new Limits(Duration.ofSeconds(1), Duration.ofSeconds(30), 10, Duration.ofMinutes(5));

  private static final class Falls {
    private int count;
    private long startAt;
    private long lastStart;
    private boolean waiting;
  }

  private final Supervisor supervisor;
  private final StackTroubles troubles;
  private final Limits limits;
  private final InstantSource clock;
  private final Map<String, Falls> byName = new HashMap<>();

  Restarts(Supervisor supervisor, Limits limits, InstantSource clock) {
    this.supervisor = supervisor;
    this.troubles = StackTroubles.none(supervisor.state());
    this.limits = limits;
    this.clock = clock;
  }

  /** Checks all processes once; call it repeatedly. */
  void check() {
    long now = clock.millis();
    byName.forEach((name, falls) -> forgetIfHealthy(name, falls, now));
    for (LocalProcess fallen : supervisor.fallen()) {
      restart(fallen, byName.computeIfAbsent(fallen.name(), name -> new Falls()), now);
    }
  }

  private void forgetIfHealthy(String name, Falls falls, long now) {
    boolean healthy = !falls.waiting && now - falls.lastStart > limits.healthyAfter.toMillis();
    if (healthy && falls.count > 0 && falls.count <= limits.inARow) {
      falls.count = 0;
      troubles.clear(name);
    }
  }

  private void restart(LocalProcess fallen, Falls falls, long now) {
    if (falls.count > limits.inARow) {
      return; // given up
    }
    if (!falls.waiting) {
      falls.count++;
      falls.waiting = true;
      falls.startAt = now + pause(falls.count);
      note(fallen, falls);
    }
    if (falls.count <= limits.inARow && now >= falls.startAt) {
      falls.waiting = false;
      falls.lastStart = now;
      try {
        supervisor.restart(fallen.name());
      } catch (UncheckedIOException e) {
        System.err.println(e.getMessage() + ": " + e.getCause()); // counts as another failure
      }
    }
  }

  private long pause(int falls) {
    long doubled = limits.firstPause.toMillis() << Math.min(falls - 1, 20);
    return Math.min(doubled, limits.longestPause.toMillis());
  }

  private void note(LocalProcess fallen, Falls falls) {
    String text =
        "%s ended with exit code %d at %s".formatted(fallen.name(), fallen.exit(), clock.instant());
    if (falls.count > limits.inARow) {
      troubles.giveUp(
          fallen.name(),
          "%s; it was restarted %d times and will not be restarted again, see %s"
              .formatted(text, limits.inARow, fallen.log()));
      System.err.println(text + "; it will not be restarted again" + fallen.logEnd());
    } else {
      troubles.note(
          fallen.name(),
          "%s; restart %d of %d, see %s".formatted(text, falls.count, limits.inARow, fallen.log()));
      System.err.printf(
          "%s; restart %d of %d in %d ms%n",
          text, falls.count, limits.inARow, falls.startAt - clock.millis());
    }
  }
}
