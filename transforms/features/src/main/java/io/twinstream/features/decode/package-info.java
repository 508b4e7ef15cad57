/** Decodes records of JSON, CSV and tables into events or dead letters. */
package io.twinstream.features.decode;
