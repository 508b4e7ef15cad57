/** Scores: the features of a service, scored by the entity's model or by rules. */
package io.twinstream.serving.score;
