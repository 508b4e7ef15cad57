/** Scores: the features of a service given to the model that takes the entity, or to rules. */
package io.twinstream.serving.score;
