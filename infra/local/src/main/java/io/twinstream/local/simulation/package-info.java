/**
 * Simulated histories and traffic of the examples {@code fraud} and {@code personalisation}: a pure
 * function of a seed and of sizes.
 */
package io.twinstream.local.simulation;
