package io.twinstream.formats.avro;

/** Reads or skips one value. */
@FunctionalInterface
interface AvroOp {
  void read(AvroInput in);
}
