/** Coders of events, states and rows, and the definitions that travel with them. */
package io.twinstream.beam.coder;
