/**
 * The shape of an aggregation function: what it accepts, its partial aggregates, its value, the
 * same value computed directly, and what the catalogue says.
 */
package io.twinstream.features.function;
