/** Reads and writes JSON as bytes, without reflection, boxing or a tree of nodes. */
package io.twinstream.serving.json;
