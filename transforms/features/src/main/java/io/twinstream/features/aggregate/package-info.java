/**
 * The feature algebra: adds events to the states of entities, merges, evaluates, encodes and
 * decodes them.
 */
package io.twinstream.features.aggregate;
