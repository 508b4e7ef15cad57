package io.twinstream.formats.protobuf;

/**
 * How the values of a field of a message are read.
 *
 * @param wire the encoding of a value; a value in another one is an unknown field
 * @param value reads a value
 * @param packed reads several values in one; null if the field has no such encoding
 * @param single the number of what occurs once in a message: the field, or the choice that it
 *     belongs to; -1 if it may occur more often
 */
record ProtoField(int wire, ProtoOp value, ProtoOp packed, int single) {}
