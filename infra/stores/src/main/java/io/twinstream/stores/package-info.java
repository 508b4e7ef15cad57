/**
 * The online store: states of entities by generation, written by compare-and-set and read in one
 * round trip.
 */
package io.twinstream.stores;
