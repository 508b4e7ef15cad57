/**
 * The feature algebra: adds events to the states of entities, merges, evaluates, encodes and
 * decodes them.
 *
 * <p>Large because the parts of a state are hidden from all other packages.
 */
package io.twinstream.features.aggregate;
