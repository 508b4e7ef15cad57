/** Columns that keep some events of a tile: the first or last in an order. */
package io.twinstream.features.aggregate.column.register;
