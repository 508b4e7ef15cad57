/** Compares live scores with those that history gives. */
package io.twinstream.cli.scores;
