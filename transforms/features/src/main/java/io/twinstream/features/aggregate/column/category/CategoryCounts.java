package io.twinstream.features.aggregate.column.category;

import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How many events are of which category, outside of states. As in {@link Categories}, the
 * categories of least hash are kept, and the others are folded into one count.
 */
public final class CategoryCounts {
  private static final Measure COUNT = Measure.count();

  private final CategoryTable table;
  private final int cap;

  private CategoryCounts(CategoryTable table, int cap) {
    this.table = table;
    this.cap = cap;
  }

  /**
   * Returns the counts of some categories.
   *
   * @param cap how many categories are kept
   */
  public static CategoryCounts of(Map<String, Long> counts, int cap) {
    List<CategoryTable> level = new ArrayList<>();
    counts.forEach((name, count) -> level.add(CategoryTable.of(name, new long[] {count})));
    while (level.size() > 1) {
      List<CategoryTable> merged = new ArrayList<>((level.size() + 1) / 2);
      for (int i = 0; i + 1 < level.size(); i += 2) {
        merged.add(level.get(i).merge(level.get(i + 1), COUNT, cap));
      }
      if (level.size() % 2 == 1) {
        merged.add(level.get(level.size() - 1));
      }
      level.clear();
      level.addAll(merged);
    }
    return new CategoryCounts(level.isEmpty() ? CategoryTable.NONE : level.get(0), cap);
  }

  /** Returns the counts of the events of both. */
  public CategoryCounts merge(CategoryCounts that) {
    return new CategoryCounts(table.merge(that.table, COUNT, cap), cap);
  }

  /** Returns the kept categories and the folded ones. */
  public Counted counted() {
    return new Counted(table, COUNT);
  }

  public void write(StateWriter out) {
    Categories.write(table, COUNT, cap, out);
  }

  /**
   * Reads and checks what {@link #write} writes.
   *
   * @param most the greatest possible number of events
   */
  public static CategoryCounts read(StateReader in, int cap, long most) {
    return new CategoryCounts(Categories.read(in, COUNT, cap, most, name -> true), cap);
  }
}
