package io.twinstream.formats.protobuf;

/** Reads one value. */
@FunctionalInterface
interface ProtoOp {
  void read(ProtoInput in);
}
