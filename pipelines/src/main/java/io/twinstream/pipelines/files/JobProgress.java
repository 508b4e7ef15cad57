package io.twinstream.pipelines.files;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far the job over history is that runs in this JVM: its steps count, and a line says so every
 * ten seconds, on a terminal or not. The steps of a job on another cluster count there.
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

  /** Forgets the job before. */
  public static void reset() {
    EVENTS.clear();
    BYTES.reset();
    EXPECTED_BYTES.reset();
    ROWS.reset();
  }

  /** There are so many bytes of history to read. */
  public static void expect(long bytes) {
    EXPECTED_BYTES.add(bytes);
  }

  /** Events of a source were read. */
  public static void read(String source, long events) {
    EVENTS.computeIfAbsent(source, name -> new LongAdder()).add(events);
  }

  /** A part of the history was read to its end. */
  public static void finished(long bytes) {
    BYTES.add(bytes);
  }

  /** Rows were written. */
  public static void wrote(long rows) {
    ROWS.add(rows);
  }

  /**
   * Prints lines until it is closed.
   *
   * @param rowSources for each row that an event gets, the event's source; empty if that is not
   *     known
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
   * What was counted at one moment.
   *
   * @param bytes of those parts that were read to their end
   * @param expectedRows 0 if that is not known
   */
  record Snapshot(long events, long bytes, long expectedBytes, long rows, long expectedRows) {
    boolean allRead() {
      return bytes >= expectedBytes;
    }

    /**
     * For people.
     *
     * @param seconds since the start
     * @param reading how many of them until all was read
     */
    String line(double seconds, double reading) {
      if (events == 0) {
        return String.format(Locale.ROOT, "running for %.0f s", seconds);
      }
      if (!allRead()) {
        String left = bytes == 0 ? "" : left(bytes, expectedBytes, seconds) + " to read";
        return String.format(
            Locale.ROOT, "%,d events read, %,.0f a second%s", events, events / seconds, left);
      }
      double writing = seconds - reading;
      if (rows == 0) {
        return String.format(
            Locale.ROOT, "all %,d events read; computing for %.0f s", events, writing);
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
          Locale.ROOT, ", %d %%; about %.0f s left", 100 * done / of, seconds / done * (of - done));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
