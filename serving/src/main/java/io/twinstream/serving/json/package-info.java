/** Writes JSON straight into bytes, without reflection, boxing or a tree. */
package io.twinstream.serving.json;
