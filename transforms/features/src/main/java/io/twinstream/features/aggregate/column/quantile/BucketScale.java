package io.twinstream.features.aggregate.column.quantile;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import java.math.BigDecimal;

/**
 * Numbers buckets so that the value of a bucket differs from all numbers in it by at most a
 * relative error, as in DDSketch (Masson et al., VLDB 2019). With {@code g = (1 + error) / (1 -
 * error)}, bucket {@code i} has the magnitudes above {@code g^(i-1)} and up to {@code g^i}, and its
 * value is {@code 2 g^i / (g + 1)}, which is {@code g^(i-1) (1 + error)}.
 *
 * <p>A bucket has a key. Keys are in the order of the numbers: 0 is zero; {@code i + offset} is
 * bucket {@code i} of the positive numbers, and the key is at least 2; {@code -(i + offset)} is
 * that bucket of the negative numbers. The keys 1 and -1 are for numbers whose bucket is not kept.
 *
 * <p>All operations are those of {@link StrictMath}, so keys and values are the same everywhere.
 */
public final class BucketScale {
  /** The key of positive numbers whose bucket is not kept. Its opposite is for negative numbers. */
  public static final int FOLDED = 1;

  /**
   * How near to a whole number a quotient of logarithms may be before its error matters. The
   * quotient is below 2^19, so its error is below 2^-32.
   */
  private static final double MARGIN = 0x1p-20;

  private final FieldType type;
  private final double growth;
  private final double logOfGrowth;
  private final double toValue;
  private final double least;
  private final int offset;
  private final int greatestKey;

  /**
   * @param type of the numbers: a decimal, a long or a double
   * @param error above 0 and below 1
   */
  public BucketScale(FieldType type, BigDecimal error) {
    int scale = error.scale();
    BigDecimal more = BigDecimal.ONE.add(error).movePointRight(scale);
    BigDecimal less = BigDecimal.ONE.subtract(error).movePointRight(scale);
    this.type = type;
    this.growth = Exact.ratio(more.toBigIntegerExact(), less.toBigIntegerExact());
    this.logOfGrowth = StrictMath.log(growth);
    this.toValue = BigDecimal.ONE.add(error).doubleValue();
    boolean isDouble = type.kind() == Kind.DOUBLE;
    // Below the normal doubles there are not enough bits for a relative error.
    this.least = isDouble ? Double.MIN_NORMAL : Exact.decimal(1, type.scale());
    this.offset = 2 - index(least);
    this.greatestKey =
        offset + index(isDouble ? Double.MAX_VALUE : Exact.decimal(Long.MAX_VALUE, type.scale()));
  }

  /** Returns the key of a number, given by its bits. */
  public int key(long bits) {
    double number =
        type.kind() == Kind.DOUBLE
            ? Double.longBitsToDouble(bits)
            : Exact.decimal(bits, type.scale());
    double magnitude = Math.abs(number);
    if (magnitude == 0) {
      return 0;
    }
    int key = magnitude < least ? FOLDED : index(magnitude) + offset;
    return number < 0 ? -key : key;
  }

  /** Returns the greatest key. */
  public int greatestKey() {
    return greatestKey;
  }

  /** Returns the value of a bucket by its key; NaN for numbers whose bucket is not kept. */
  public double value(int key) {
    int magnitude = Math.abs(key);
    if (magnitude == 0) {
      return 0;
    }
    if (magnitude == FOLDED) {
      return Double.NaN;
    }
    double value = Math.min(bound(magnitude - offset - 1) * toValue, Double.MAX_VALUE);
    return key < 0 ? -value : value;
  }

  /**
   * Returns the greatest number of a bucket by its key; NaN for numbers whose bucket is not kept.
   */
  public double greatest(int key) {
    int magnitude = Math.abs(key);
    if (magnitude <= FOLDED) {
      return magnitude == 0 ? 0 : Double.NaN;
    }
    return key > 0 ? bound(magnitude - offset) : -bound(magnitude - offset - 1);
  }

  /** Returns the greatest number of a bucket. */
  double bound(int index) {
    return StrictMath.pow(growth, index);
  }

  /** Returns the index of the bucket of a positive number. */
  int index(double magnitude) {
    double quotient = StrictMath.log(magnitude) / logOfGrowth;
    int index = (int) Math.ceil(quotient);
    double above = index - quotient;
    if (above > MARGIN && above < 1 - MARGIN) {
      return index;
    }
    while (magnitude > bound(index)) {
      index++;
    }
    while (magnitude <= bound(index - 1)) {
      index--;
    }
    return index;
  }
}
