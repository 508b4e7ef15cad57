package io.twinstream.verify;

import java.util.ArrayList;
import java.util.List;

/** Counts comparisons and differences, and keeps the first differences as text. */
public final class Differences {
  private static final int KEPT = 5;

  private final String what;
  private long compared;
  private long different;
  private final List<String> first = new ArrayList<>();

  /**
   * @param what is compared, such as "states"
   */
  public Differences(String what) {
    this.what = what;
  }

  /** Counts an equal comparison. */
  public void equal() {
    compared++;
  }

  /** Counts a difference; the first few are kept. */
  public void differ(String description) {
    compared++;
    different++;
    if (first.size() < KEPT) {
      first.add(description);
    }
  }

  public String what() {
    return what;
  }

  public long compared() {
    return compared;
  }

  public long different() {
    return different;
  }

  /** The first few, as text. */
  public List<String> first() {
    return List.copyOf(first);
  }

  /** Whether something was compared and nothing differed. */
  public boolean hold() {
    return compared > 0 && different == 0;
  }
}
