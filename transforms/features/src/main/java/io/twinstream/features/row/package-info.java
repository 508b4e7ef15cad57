/** Rows of feature values and the types of their columns. */
package io.twinstream.features.row;
