/** The algebra of features: states of entities, how they grow, merge, evaluate and become bytes. */
package io.twinstream.features.aggregate;
