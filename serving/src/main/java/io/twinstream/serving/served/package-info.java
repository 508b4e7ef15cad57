/** A log of what was answered: from which features, how old, by which model, with which score. */
package io.twinstream.serving.served;
