/**
 * Decodes records of JSON, CSV and tables into events or dead letters.
 *
 * <p>Large because the slots that all formats fill are hidden from all other packages.
 */
package io.twinstream.features.decode;
