/**
 * The columns of tile tables, one class per partial aggregate: adding, merging, encoding and
 * decoding.
 */
package io.twinstream.features.aggregate.column;
