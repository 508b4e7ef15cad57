package io.twinstream.offline.models.drift;

import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.category.CategoryCounts;
import io.twinstream.features.aggregate.column.category.Counted;

/**
 * Text, as counts by category: exact for up to {@link #CAP} categories. Further ones are folded
 * into one, as by the aggregation functions of categories.
 *
 * @param missing the number of rows without text
 * @param present the number of rows with text
 */
public record CategorySummary(long missing, long present, CategoryCounts counts)
    implements ColumnSummary {
  /** How many categories are kept. */
  public static final int CAP = 1024;

  @Override
  public String type() {
    return "text";
  }

  /** Returns the categories. */
  public Counted counted() {
    return counts.counted();
  }

  @Override
  public ColumnSummary withMissing(long more) {
    return new CategorySummary(missing + more, present, counts);
  }

  @Override
  public ColumnSummary mergeValues(ColumnSummary that) {
    if (!(that instanceof CategorySummary other)) {
      throw new DriftException("text and numbers");
    }
    return new CategorySummary(
        missing + other.missing, present + other.present, counts.merge(other.counts));
  }

  @Override
  public void write(StateWriter out) {
    counts.write(out);
  }

  static CategorySummary read(StateReader in, long missing, long present) {
    in.require(present > 0, "text without values");
    CategoryCounts counts = CategoryCounts.read(in, CAP, Math.max(present, 0));
    Counted counted = counts.counted();
    long total = counted.total() + (counted.isFolded() ? counted.count(Counted.FOLDED) : 0);
    in.require(total == present, "fewer values than rows");
    return new CategorySummary(missing, present, counts);
  }
}
