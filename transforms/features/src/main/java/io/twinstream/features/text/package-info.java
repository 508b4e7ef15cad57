/**
 * Names, durations, sizes and instants as text in definitions and commands, and the problems found
 * in them.
 */
package io.twinstream.features.text;
