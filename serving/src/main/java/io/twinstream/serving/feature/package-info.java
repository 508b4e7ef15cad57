/**
 * Features of entities: asked for over HTTP, evaluated from stored states at the moment of asking.
 */
package io.twinstream.serving.feature;
