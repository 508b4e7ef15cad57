package io.twinstream.pipelines.files;

import io.twinstream.features.text.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the work of the historical job in this JVM, and prints a line with its progress every ten
 * seconds, on a terminal or not. A job on another cluster counts in the cluster's processes.
 */
public final class JobProgress implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Map<String, LongAdder> EVENTS = new ConcurrentHashMap<>();
  private static final LongAdder BYTES = new LongAdder();
  private static final LongAdder EXPECTED_BYTES = new LongAdder();
  private static final LongAdder ROWS = new LongAdder();

  private final PrintWriter out;
  private final List<String> rowSources;
  private final Thread thread = new Thread(this::follow, "job-progress");
  private final long start = System.nanoTime();
  private long readAt;

  private JobProgress(PrintWriter out, List<String> rowSources) {
    this.out = out;
    this.rowSources = rowSources;
  }

  /** Resets the counts of the job before. */
  public static void reset() {
    EVENTS.clear();
    BYTES.reset();
    EXPECTED_BYTES.reset();
    ROWS.reset();
  }

  /** Adds to the number of bytes to read. */
  public static void expect(long bytes) {
    EXPECTED_BYTES.add(bytes);
  }

  /** Counts events that were read from a source. */
  public static void read(String source, long events) {
    EVENTS.computeIfAbsent(source, name -> new LongAdder()).add(events);
  }

  /** Counts the bytes of an input split that was read to its end. */
  public static void finished(long bytes) {
    BYTES.add(bytes);
  }

  /** Counts written rows. */
  public static void wrote(long rows) {
    ROWS.add(rows);
  }

  /**
   * Prints lines until it is closed.
   *
   * @param rowSources for each row of an event, the event's source; empty if that is not known
   */
  public static JobProgress follow(PrintWriter out, List<String> rowSources) {
    JobProgress progress = new JobProgress(out, rowSources);
    progress.thread.setDaemon(true);
    progress.thread.start();
    return progress;
  }

  private void follow() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(EVERY.toMillis());
      } catch (InterruptedException e) {
        return;
      }
      Snapshot now = now();
      if (now.allRead() && readAt == 0) {
        readAt = System.nanoTime();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double reading = readAt == 0 ? seconds : (readAt - start) / 1e9;
      out.println(now.line(seconds, reading));
      out.flush();
    }
  }

  private Snapshot now() {
    long events = EVENTS.values().stream().mapToLong(LongAdder::sum).sum();
    long expectedRows =
        rowSources.stream()
            .filter(EVENTS::containsKey)
            .mapToLong(source -> EVENTS.get(source).sum())
            .sum();
    return new Snapshot(events, BYTES.sum(), EXPECTED_BYTES.sum(), ROWS.sum(), expectedRows);
  }

  /**
   * The counts at one moment.
   *
   * @param bytes of the input splits that were read to their end
   * @param expectedRows 0 if that is not known
   */
  record Snapshot(long events, long bytes, long expectedBytes, long rows, long expectedRows) {
    boolean allRead() {
      return bytes >= expectedBytes;
    }

    /**
     * The progress as a line of text.
     *
     * @param seconds since the start
     * @param reading the part of them before everything was read
     */
    String line(double seconds, double reading) {
      if (events == 0) {
        return "running for " + spell(seconds);
      }
      if (!allRead()) {
        String left = bytes == 0 ? "" : left(bytes, expectedBytes, seconds) + " to read";
        return String.format(
            Locale.ROOT, "%,d events read, %,.0f a second%s", events, events / seconds, left);
      }
      double writing = seconds - reading;
      if (rows == 0) {
        return String.format(
            Locale.ROOT, "all %,d events read; computing for %s", events, spell(writing));
      }
      String left = expectedRows > rows ? left(rows, expectedRows, writing) : "";
      return String.format(
          Locale.ROOT,
          "all %,d events read; %,d rows written, %,.0f a second%s",
          events,
          rows,
          rows / Math.max(writing, 1e-3),
          left);
    }

    private static String left(long done, long of, double seconds) {
      return String.format(
          Locale.ROOT,
          ", %d %%; about %s left",
          100 * done / of,
          spell(seconds / done * (of - done)));
    }

    private static String spell(double seconds) {
      return Durations.age(Duration.ofSeconds(Math.round(seconds)));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
