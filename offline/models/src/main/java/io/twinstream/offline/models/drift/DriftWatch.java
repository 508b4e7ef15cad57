package io.twinstream.offline.models.drift;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Watches the inputs and scores of one model while it is served. Rows are counted in blocks, whose
 * summaries merge to those of two windows: the newest rows, and the last day. The newest rows show
 * a broken input within {@link #RECENT_ROWS} rows; the day, which is compared once it is whole,
 * shows a smaller shift without mistaking the time of day for one. Thread-safe.
 */
public final class DriftWatch {
  /** How many rows are in a block at most. */
  private static final int BLOCK_ROWS = 500;

  /** How many of the newest rows are compared; up to one block more. */
  public static final int RECENT_ROWS = 2_000;

  private static final int HOURS_OF_A_DAY = 24;

  private final Summary reference;
  private final List<String> names;
  private final Deque<Block> recent = new ArrayDeque<>();
  private final NavigableMap<Long, Summary> hours = new TreeMap<>();
  private SummaryCounter open;
  private int openRows;
  private long openHour = Long.MIN_VALUE;
  private long firstHour = Long.MAX_VALUE;
  private long rows;

  /** The rows that are compared with the reference. */
  public enum Window {
    /** The newest rows, at most {@link #RECENT_ROWS} and one block more. */
    RECENT,
    /** The rows of the current hour and the 24 hours before it. */
    DAY
  }

  /** Rows of one hour. */
  private record Block(Summary summary, int rows) {}

  /**
   * @param reference of the model
   * @param inputs of the model, in order
   * @param score the name of the column of scores
   */
  public DriftWatch(Summary reference, List<String> inputs, String score) {
    this.reference = reference;
    List<String> all = new ArrayList<>(inputs);
    all.add(score);
    this.names = List.copyOf(all);
    this.open = new SummaryCounter(names);
  }

  /**
   * Counts a row.
   *
   * @param at when it was served, in milliseconds since 1970
   * @param inputs of the model, NaN for none
   * @param score NaN for none
   */
  public synchronized void add(long at, float[] inputs, double score) {
    long hour = HourlySummaries.hour(at);
    if (openRows == BLOCK_ROWS || (openRows > 0 && hour != openHour)) {
      close();
    }
    openHour = hour;
    firstHour = Math.min(firstHour, hour);
    for (int i = 0; i < inputs.length; i++) {
      open.number(i, inputs[i]);
    }
    open.number(inputs.length, (float) score);
    openRows++;
    rows++;
  }

  private void close() {
    Summary block = open.summary();
    hours.merge(openHour, block, Summary::merge);
    hours.headMap(hours.lastKey() - HOURS_OF_A_DAY).clear();
    recent.addLast(new Block(block, openRows));
    int kept = recent.stream().mapToInt(Block::rows).sum();
    while (kept - recent.getFirst().rows() >= RECENT_ROWS) {
      kept -= recent.removeFirst().rows();
    }
    open = new SummaryCounter(names);
    openRows = 0;
  }

  /** Returns how many rows were counted. */
  public synchronized long rows() {
    return rows;
  }

  /**
   * Compares a window with the reference; empty if it has no rows, or if the day is not whole yet.
   */
  public Optional<Drift> drift(Window window) {
    return served(window).map(served -> Drift.of(reference, served));
  }

  /**
   * What changes of a column are judged by; cheaper to compute than a {@link ColumnDrift}.
   *
   * @param psi the population stability index
   * @param noise the index that rows without drift exceed with a probability of one in a million
   * @param missingShare the share of rows without a value
   */
  public record Figures(double psi, double noise, double missingShare) {}

  /** Returns the figures of a window by column; empty as {@link #drift}. */
  public Map<String, Figures> figures(Window window) {
    Map<String, Figures> figures = new HashMap<>();
    served(window)
        .ifPresent(
            served -> served.columns().forEach((name, column) -> figures(name, column, figures)));
    return figures;
  }

  private void figures(String name, ColumnSummary served, Map<String, Figures> figures) {
    ColumnSummary trained = reference.columns().get(name);
    if (trained != null) {
      Bins bins = Bins.of(trained, served);
      double psi = Measures.psi(bins.reference(), bins.current());
      double noise = Noise.limit(bins.labels().size(), trained.rows(), served.rows());
      figures.put(name, new Figures(psi, noise, served.missingShare()));
    }
  }

  private synchronized Optional<Summary> served(Window window) {
    if (rows == 0) {
      return Optional.empty();
    }
    Summary now = open.summary();
    if (window == Window.RECENT) {
      return Optional.of(
          recent.stream().map(Block::summary).reduce(Summary::merge).map(now::merge).orElse(now));
    }
    if (openHour - firstHour < HOURS_OF_A_DAY) {
      return Optional.empty();
    }
    return Optional.of(
        HourlySummaries.all(hours.tailMap(openHour - HOURS_OF_A_DAY).values()).merge(now));
  }
}
