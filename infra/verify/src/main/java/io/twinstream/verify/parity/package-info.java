/** Compares live states with historical ones, and both with the naive oracle. */
package io.twinstream.verify.parity;
