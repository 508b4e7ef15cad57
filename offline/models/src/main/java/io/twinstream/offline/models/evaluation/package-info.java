/** Judges scores by what became of the rows. */
package io.twinstream.offline.models.evaluation;
