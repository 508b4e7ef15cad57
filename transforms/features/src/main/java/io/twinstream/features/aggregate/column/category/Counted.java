package io.twinstream.features.aggregate.column.category;

import io.twinstream.features.text.TextOrder;
import java.math.BigInteger;
import java.util.Arrays;

/** The categories of a window, for formulas. */
public final class Counted {
  /** The index of the folded categories, taken together. */
  public static final int FOLDED = -1;

  private final CategoryTable table;
  private final Measure measure;

  Counted(CategoryTable table, Measure measure) {
    this.table = table;
    this.measure = measure;
  }

  /** Returns how many categories are kept. */
  public int size() {
    return table.size();
  }

  /** Reports whether categories were folded, because there were more than the cap. */
  public boolean isFolded() {
    return table.folded() != null;
  }

  public String category(int index) {
    return table.categories()[index];
  }

  /**
   * Returns the count of the events of a category.
   *
   * @param index of the category, or {@link #FOLDED}
   */
  public long count(int index) {
    return numbers(index)[at(index)];
  }

  /** Returns the exact sum of the values of a category, unscaled. */
  public BigInteger sum(int index) {
    return Measure.sum(numbers(index), at(index));
  }

  /** Returns the bits of the least or the greatest value of a category. */
  public long bits(int index) {
    return measure.bits(numbers(index), at(index));
  }

  private long[] numbers(int index) {
    return index == FOLDED ? table.folded() : table.numbers();
  }

  private int at(int index) {
    return index == FOLDED ? 0 : index * measure.width();
  }

  /** Returns the count of the events of all kept categories. */
  public long total() {
    long total = 0;
    for (int i = 0; i < size(); i++) {
      total += count(i);
    }
    return total;
  }

  /**
   * Returns the index of the category with the greatest count; of equal ones, the first by UTF-8
   * bytes; -1 if there is none.
   */
  public int mostFrequent() {
    int most = -1;
    for (int i = 0; i < size(); i++) {
      long more = most < 0 ? 1 : count(i) - count(most);
      if (more > 0 || (more == 0 && TextOrder.compare(category(i), category(most)) < 0)) {
        most = i;
      }
    }
    return most;
  }

  /** Returns the indexes of the categories in the order of their UTF-8 bytes. */
  public Integer[] sorted() {
    Integer[] order = new Integer[size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> TextOrder.compare(category(a), category(b)));
    return order;
  }
}
