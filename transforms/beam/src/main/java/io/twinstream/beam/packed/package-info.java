/** Elements in arrays of bytes: fewer objects per shuffle, and sorting by key and time. */
package io.twinstream.beam.packed;
