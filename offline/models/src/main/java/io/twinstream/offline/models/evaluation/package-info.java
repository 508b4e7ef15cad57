/** Metrics of scores, computed with the labels of the rows. */
package io.twinstream.offline.models.evaluation;
