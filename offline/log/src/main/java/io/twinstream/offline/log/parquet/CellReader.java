package io.twinstream.offline.log.parquet;

import io.twinstream.features.bytes.ByteReader;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;

/** Reads values of a leaf from {@link NestedCells} as if from a file. */
final class CellReader implements ColumnReader {
  private final ColumnDescriptor leaf;
  private final int more;
  private ByteReader in;
  private int repetition;
  private int definition;
  private long bits;
  private byte[] bytes;

  /**
   * @param more how many more definition levels the cells have than the leaf
   */
  CellReader(ColumnDescriptor leaf, int more) {
    this.leaf = leaf;
    this.more = more;
  }

  void start(ByteReader cells) {
    in = cells;
  }

  /** Reads the next value of the row; false after the last one. */
  boolean next() {
    repetition = (int) in.varint() - 1;
    if (repetition < 0) {
      return false;
    }
    definition = (int) in.varint() - more;
    if (definition == leaf.getMaxDefinitionLevel()) {
      switch (leaf.getPrimitiveType().getPrimitiveTypeName()) {
        case INT32, INT64, FLOAT -> bits = in.signed();
        case BOOLEAN -> bits = in.octet();
        case DOUBLE -> bits = in.fixed64();
        case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> bytes = in.counted();
      }
    }
    return true;
  }

  @Override
  public int getCurrentRepetitionLevel() {
    return repetition;
  }

  @Override
  public int getCurrentDefinitionLevel() {
    return definition;
  }

  @Override
  public int getInteger() {
    return (int) bits;
  }

  @Override
  public long getLong() {
    return bits;
  }

  @Override
  public boolean getBoolean() {
    return bits != 0;
  }

  @Override
  public float getFloat() {
    return Float.intBitsToFloat((int) bits);
  }

  @Override
  public double getDouble() {
    return Double.longBitsToDouble(bits);
  }

  @Override
  public Binary getBinary() {
    return Binary.fromConstantByteArray(bytes);
  }

  @Override
  public ColumnDescriptor getDescriptor() {
    return leaf;
  }

  @Override
  @Deprecated
  public long getTotalValueCount() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void consume() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeCurrentValueToConverter() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getCurrentValueDictionaryID() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void skip() {
    throw new UnsupportedOperationException();
  }
}
