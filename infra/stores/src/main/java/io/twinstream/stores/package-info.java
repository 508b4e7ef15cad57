/**
 * The online store: states of entities by generation, written by compare-and-set, read in one go.
 */
package io.twinstream.stores;
