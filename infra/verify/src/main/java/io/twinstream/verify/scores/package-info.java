/** Compares the scores of live events with those that history gives. */
package io.twinstream.verify.scores;
