/** Holds the scores of events that are decided live against those that history gives. */
package io.twinstream.cli.scores;
