/** Reads and writes rows of features as JSON. */
package io.twinstream.serving.row;
