/** Elements in byte arrays: fewer objects per shuffle, and sorting by key and time. */
package io.twinstream.beam.packed;
