package io.twinstream.offline.log;

import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Where the values of one column go. */
final class CellWriter {
  private final String name;
  private final int index;
  private final RecordConsumer out;

  /**
   * @param index the column's, from 0
   */
  CellWriter(String name, int index, RecordConsumer out) {
    this.name = name;
    this.index = index;
    this.out = out;
  }

  void bytes(byte[] value) {
    out.startField(name, index);
    out.addBinary(Binary.fromConstantByteArray(value));
    out.endField(name, index);
  }

  void int32(int value) {
    out.startField(name, index);
    out.addInteger(value);
    out.endField(name, index);
  }

  void int64(long value) {
    out.startField(name, index);
    out.addLong(value);
    out.endField(name, index);
  }

  void float64(double value) {
    out.startField(name, index);
    out.addDouble(value);
    out.endField(name, index);
  }

  void truth(boolean value) {
    out.startField(name, index);
    out.addBoolean(value);
    out.endField(name, index);
  }
}
