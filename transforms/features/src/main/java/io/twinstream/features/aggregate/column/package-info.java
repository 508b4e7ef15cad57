/**
 * Columns of the tables of a state, a class per aggregate: how values are added, merged, read and
 * written.
 */
package io.twinstream.features.aggregate.column;
