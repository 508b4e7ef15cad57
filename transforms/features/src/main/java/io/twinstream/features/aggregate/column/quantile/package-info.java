/**
 * The partial aggregates of quantiles and histograms: counts of values in buckets, of a declared
 * relative error or between declared bounds.
 */
package io.twinstream.features.aggregate.column.quantile;
