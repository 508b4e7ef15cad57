/** The partial aggregates of categories: a count, and possibly a number, per value of a field. */
package io.twinstream.features.aggregate.column.category;
