package io.twinstream.stores;

import java.io.Serializable;
import java.util.Objects;

/**
 * One lineage of the states of a view.
 *
 * @param view the view
 * @param number positive, greater than that of every generation begun before
 */
public record Generation(ViewKey view, long number)
    implements Comparable<Generation>, Serializable {
  public Generation {
    Objects.requireNonNull(view, "view");
    if (number <= 0) {
      throw new IllegalArgumentException("generation " + number + " of " + view + ": not positive");
    }
  }

  /** Compares by number; meaningful within one view. */
  @Override
  public int compareTo(Generation other) {
    return Long.compare(number, other.number);
  }

  /** {@code project:view@version#number}. */
  @Override
  public String toString() {
    return view + "#" + number;
  }
}
