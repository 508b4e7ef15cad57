/**
 * Texts of definitions and commands: names, durations, sizes, instants, and the problems found in
 * them.
 */
package io.twinstream.features.text;
