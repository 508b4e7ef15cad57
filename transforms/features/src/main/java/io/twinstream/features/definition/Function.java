package io.twinstream.features.definition;

import io.twinstream.features.row.FeatureType;
import java.util.Optional;

/** What an aggregation computes over the events of its window. */
public enum Function {
  /** How many events, nulls in the field left out if a field is named. */
  COUNT,
  /** The exact sum; null over no values. */
  SUM,
  /** The sum divided by the number of values; null over no values. */
  MEAN,
  /** The least value; null over no values. */
  MIN,
  /** The greatest value; null over no values. */
  MAX,
  /** The population variance; null over no values. */
  VARIANCE,
  /** The square root of the population variance; null over no values. */
  STDDEV,
  /** How many different values: exact up to the aggregation's cap, an estimate above it. */
  DISTINCT,
  /** The value of the first event that has one; null over no values. */
  FIRST,
  /** The value of the last event that has one; null over no values. */
  LAST,
  /** Seconds from the first event to the as-of instant; null over no events. */
  TIME_SINCE_FIRST,
  /** Seconds from the last event to the as-of instant; null over no events. */
  TIME_SINCE_LAST;

  /** The name used in definitions. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The type of the function's value over a field of the given type, which is empty for none. */
  public FeatureType type(Optional<FieldType> field) {
    return switch (this) {
      case COUNT, DISTINCT -> FeatureType.LONG;
      case SUM, MEAN, VARIANCE, STDDEV, TIME_SINCE_FIRST, TIME_SINCE_LAST -> FeatureType.DOUBLE;
      case MIN, MAX, FIRST, LAST -> field.orElseThrow().featureType();
    };
  }

  /** Whether the function needs a field. */
  public boolean needsField() {
    return this != COUNT && this != TIME_SINCE_FIRST && this != TIME_SINCE_LAST;
  }

  /** Whether the function needs exact numbers. */
  public boolean needsSummable() {
    return this == SUM || this == MEAN || this == VARIANCE || this == STDDEV;
  }

  /** Whether the function needs values with an order. */
  public boolean needsOrdered() {
    return this == MIN || this == MAX;
  }
}
