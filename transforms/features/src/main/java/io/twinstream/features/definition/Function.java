package io.twinstream.features.definition;

import io.twinstream.features.row.FeatureType;
import java.util.Optional;

/** What an aggregation computes over the events of its window. */
public enum Function {
  /** The number of events; with a field, only those with a value in it. */
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
  /** The number of distinct values: exact up to the aggregation's cap, an estimate above it. */
  DISTINCT,
  /** The value of the first event that has one; null over no values. */
  FIRST,
  /** The value of the last event that has one; null over no values. */
  LAST,
  /** Seconds from the first event to the as-of instant; null over no events. */
  TIME_SINCE_FIRST,
  /** Seconds from the last event to the as-of instant; null over no events. */
  TIME_SINCE_LAST;

  /** Returns the name used in definitions. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Returns the type of the function's value over a field of the given type; empty for no field.
   */
  public FeatureType type(Optional<FieldType> field) {
    return switch (this) {
      case COUNT, DISTINCT -> FeatureType.LONG;
      case SUM, MEAN, VARIANCE, STDDEV, TIME_SINCE_FIRST, TIME_SINCE_LAST -> FeatureType.DOUBLE;
      case MIN, MAX, FIRST, LAST -> field.orElseThrow().featureType();
    };
  }

  /** Reports whether the function needs a field. */
  public boolean needsField() {
    return this != COUNT && this != TIME_SINCE_FIRST && this != TIME_SINCE_LAST;
  }

  /** Reports whether the function needs exact numbers. */
  public boolean needsSummable() {
    return this == SUM || this == MEAN || this == VARIANCE || this == STDDEV;
  }

  /** Reports whether the function needs values with an order. */
  public boolean needsOrdered() {
    return this == MIN || this == MAX;
  }
}
