/** Drift: summaries of features and scores by hour, and how much two of them differ. */
package io.twinstream.offline.models.drift;
