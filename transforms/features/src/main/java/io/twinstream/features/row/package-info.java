/**
 * Rows of feature values and the types of their columns.
 *
 * <p>A value is a scalar, an array or a map. An aggregation function with an array or a map returns
 * {@code FeatureType.array(FeatureType.LONG, n)}, where n is the greatest number of elements if the
 * definition declares it, or {@code FeatureType.map(FeatureType.LONG)} as its type, and its formula
 * sets the value of its feature:
 *
 * <pre>{@code
 * out.setArray(i, ArrayValue.builder(FeatureType.LONG).addBits(3).addNull().build());
 * out.setMap(i, MapValue.builder(FeatureType.LONG).putBits("red", 3).other(17).inexact().build());
 * }</pre>
 *
 * It leaves a feature null by not setting it; an empty array is not null. A row, its arrays and its
 * maps never change once they are set. Values compare bit for bit. {@code other} of a map is the
 * sum of the categories that were folded, and {@code inexact} says that values may differ from
 * those of the events. Every reader of rows handles these types: the binary forms of rows, Parquet
 * (lists; a group of {@code values}, {@code other} and {@code exact}), JSON, and the inputs of
 * models.
 */
package io.twinstream.features.row;
