/** Records in Avro's binary encoding. */
package io.twinstream.formats.avro;
