/**
 * Records in other formats than JSON: what a library on the class path must provide for a format,
 * and the decoders of a topic's records.
 */
package io.twinstream.features.format;
