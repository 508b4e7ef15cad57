/**
 * Reads features of entities: names become lists, keys become states, states become values as of an
 * instant. Every way to ask, over HTTP or for a score, goes through {@link
 * io.twinstream.serving.reading.FeatureReader}.
 */
package io.twinstream.serving.reading;
