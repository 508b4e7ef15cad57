/**
 * Columns of Parquet files: reading, keeping unchanged, and writing.
 *
 * <p>Large because the ways to read a column share the levels of nested values, which only this
 * package knows.
 */
package io.twinstream.offline.log.parquet;
