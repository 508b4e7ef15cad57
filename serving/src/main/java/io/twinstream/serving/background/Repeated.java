package io.twinstream.serving.background;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Rate limit of log lines that an outage would repeat for each request: the first is logged at
 * once, then one every ten seconds, with the number of omitted lines.
 */
public final class Repeated {
  private static final long PERIOD = Duration.ofSeconds(10).toNanos();

  private final LongSupplier nanoTime;
  private final Map<Object, Line> lines = new ConcurrentHashMap<>();

  private static final class Line {
    private final AtomicLong nextAt;
    private final AtomicLong left = new AtomicLong();

    Line(long now) {
      nextAt = new AtomicLong(now);
    }
  }

  public Repeated() {
    this(System::nanoTime);
  }

  Repeated(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Logs a line, unless a line of the same kind was logged less than ten seconds ago.
   *
   * @param like the kind, from a closed set
   * @param log receives the number of lines of this kind omitted since the last one
   */
  public void pass(Object like, LongConsumer log) {
    long now = nanoTime.getAsLong();
    Line line = lines.computeIfAbsent(like, first -> new Line(now));
    long at = line.nextAt.get();
    if (now - at >= 0 && line.nextAt.compareAndSet(at, now + PERIOD)) {
      log.accept(line.left.getAndSet(0));
    } else {
      line.left.incrementAndGet();
    }
  }

  /** The end of a message that states the number of omitted lines. */
  public static String told(long left) {
    return left == 0 ? "" : " (and " + left + " more since this was last logged)";
  }
}
