/**
 * Reads features of entities: names become lists, keys become states, states become values as of an
 * instant. Every route for features or scores uses {@link
 * io.twinstream.serving.reading.FeatureReader}.
 */
package io.twinstream.serving.reading;
