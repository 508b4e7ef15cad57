package io.twinstream.offline.models.drift;

import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.quantile.BucketScale;
import io.twinstream.features.aggregate.column.quantile.Buckets;
import io.twinstream.features.aggregate.column.quantile.Quantile;
import io.twinstream.features.definition.FieldType;
import java.math.BigDecimal;

/**
 * Numbers in the buckets of the aggregation function {@code quantile}: the value of a bucket
 * differs from the numbers in it by at most {@link #ERROR}. Numbers are those that a model reads,
 * 32 bits wide. A column without values has this summary, too. Numbers below {@code 1e-17} of the
 * greatest magnitude count as zero.
 *
 * @param missing the number of rows without a number
 */
public record NumberSummary(long missing, Buckets buckets) implements ColumnSummary {
  /** The greatest relative error of a number. */
  public static final BigDecimal ERROR = new BigDecimal("0.01");

  /** How many buckets of each sign are kept, from the greatest magnitude down. */
  static final int KEPT = 2048;

  private static final BucketScale SCALE = new BucketScale(FieldType.DOUBLE, ERROR);

  /** Returns the key of the bucket of a number that is not NaN; an infinite one is the greatest. */
  static int key(float number) {
    float finite = Math.max(-Float.MAX_VALUE, Math.min(number, Float.MAX_VALUE));
    return SCALE.key(Double.doubleToRawLongBits(finite));
  }

  /** Returns the value of a bucket. */
  static double value(int key) {
    return Math.abs(key) == BucketScale.FOLDED ? 0 : SCALE.value(key);
  }

  /** Returns the upper end of a bucket. */
  static double end(int key) {
    return Math.abs(key) == BucketScale.FOLDED ? 0 : SCALE.greatest(key);
  }

  /** Returns the lower end of a bucket. */
  static double begin(int key) {
    return key == 0 ? 0 : -end(-key);
  }

  @Override
  public long present() {
    return buckets.total();
  }

  @Override
  public String type() {
    return "numbers";
  }

  /**
   * Returns a quantile; NaN if there are no numbers. It differs from the exact one by at most
   * {@link #ERROR}.
   */
  public double quantile(BigDecimal q) {
    long n = buckets.total();
    return n == 0 ? Double.NaN : value(buckets.key(new Quantile(q).rank(n)));
  }

  @Override
  public ColumnSummary withMissing(long more) {
    return new NumberSummary(missing + more, buckets);
  }

  @Override
  public ColumnSummary mergeValues(ColumnSummary that) {
    if (!(that instanceof NumberSummary other)) {
      throw new DriftException("numbers and text");
    }
    return new NumberSummary(missing + other.missing, buckets.merge(other.buckets, KEPT));
  }

  @Override
  public void write(StateWriter out) {
    buckets.write(out);
  }

  static NumberSummary read(StateReader in, long missing, long present) {
    NumberSummary read =
        new NumberSummary(missing, Buckets.read(in, SCALE, KEPT, Math.max(present, 0)));
    in.require(read.present() == present, "fewer values than rows");
    return read;
  }
}
