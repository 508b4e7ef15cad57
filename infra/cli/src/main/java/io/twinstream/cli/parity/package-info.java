/** Holds live states against historical ones, and both against the naive oracle. */
package io.twinstream.cli.parity;
