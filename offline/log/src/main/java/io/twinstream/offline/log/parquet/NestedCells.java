package io.twinstream.offline.log.parquet;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/** The binary form of a nested value: the values of its leaves with their levels, as in Parquet. */
final class NestedCells {
  private NestedCells() {}

  /**
   * Reads the values of a leaf in a row, and writes an end mark after them.
   *
   * @param more how many more definition levels it is written with
   */
  static void read(ColumnDescriptor leaf, int more, ColumnReader reader, ByteWriter out) {
    do {
      int definition = reader.getCurrentDefinitionLevel();
      out.varint(1 + reader.getCurrentRepetitionLevel());
      out.varint(definition + more);
      if (definition == leaf.getMaxDefinitionLevel()) {
        value(leaf, reader, out);
      }
      reader.consume();
    } while (reader.getCurrentRepetitionLevel() > 0);
    out.varint(0);
  }

  private static void value(ColumnDescriptor leaf, ColumnReader reader, ByteWriter out) {
    switch (leaf.getPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> out.signed(reader.getInteger());
      case INT64 -> out.signed(reader.getLong());
      case BOOLEAN -> out.octet(reader.getBoolean() ? 1 : 0);
      case FLOAT -> out.signed(Float.floatToRawIntBits(reader.getFloat()));
      case DOUBLE -> out.fixed64(Double.doubleToRawLongBits(reader.getDouble()));
      case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> out.counted(reader.getBinary().getBytes());
    }
  }

  /** Writes a value whose leaves were all read. */
  static void write(byte[] kept, CellWriter to) {
    ByteReader in = new ByteReader(kept);
    for (int leaf = 0; leaf < to.leaves(); leaf++) {
      ColumnWriter out = to.writer(leaf);
      ColumnDescriptor column = to.column(leaf);
      for (long next = in.varint(); next > 0; next = in.varint()) {
        int repetition = (int) next - 1;
        int definition = (int) in.varint();
        if (definition == column.getMaxDefinitionLevel()) {
          write(in, column, out, repetition, definition);
        } else {
          out.writeNull(repetition, definition);
        }
      }
    }
  }

  private static void write(
      ByteReader in, ColumnDescriptor column, ColumnWriter out, int repetition, int definition) {
    switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> out.write((int) in.signed(), repetition, definition);
      case INT64 -> out.write(in.signed(), repetition, definition);
      case BOOLEAN -> out.write(in.octet() != 0, repetition, definition);
      case FLOAT -> out.write(Float.intBitsToFloat((int) in.signed()), repetition, definition);
      case DOUBLE -> out.write(Double.longBitsToDouble(in.fixed64()), repetition, definition);
      case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 ->
          out.write(Binary.fromConstantByteArray(in.counted()), repetition, definition);
    }
  }
}
