/**
 * HTTP routes that return features of entities, evaluated from stored states at the time of the
 * request.
 */
package io.twinstream.serving.feature;
