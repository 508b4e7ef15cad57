package io.twinstream.beam.coder;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.beam.sdk.util.VarInt;

/**
 * Reads and writes the parts of records for the coders of this package; lengths and numbers are
 * varints.
 */
final class Fields {
  private Fields() {}

  static void writeBytes(byte[] bytes, OutputStream out) throws IOException {
    VarInt.encode(bytes.length, out);
    out.write(bytes);
  }

  static byte[] readBytes(InputStream in) throws IOException {
    int length = VarInt.decodeInt(in);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  static void writeText(String text, OutputStream out) throws IOException {
    writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
  }

  static String readText(InputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  /** Writes eight bytes, most significant first: times and hashes are rarely small. */
  static void writeLong(long value, OutputStream out) throws IOException {
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      out.write((int) (value >>> shift));
    }
  }

  static long readLong(InputStream in) throws IOException {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException();
      }
      value = value << 8 | octet;
    }
    return value;
  }

  /** Writes the values of a row; the reader must know their types. */
  static void writeFeatures(FeatureRow row, OutputStream out) throws IOException {
    for (int i = 0; i < row.size(); i++) {
      out.write(row.isNull(i) ? 0 : 1);
      if (row.isNull(i)) {
        continue;
      }
      switch (row.type(i).kind()) {
        case LONG, TIMESTAMP -> VarInt.encode(row.bits(i), out);
        case DOUBLE -> writeLong(row.bits(i), out);
        case BOOLEAN -> out.write((int) row.bits(i));
        case STRING -> writeText(row.text(i), out);
        case BYTES, ARRAY, MAP -> {
          ByteWriter value = new ByteWriter(64);
          row.writeObject(i, value);
          writeBytes(value.toByteArray(), out);
        }
      }
    }
  }

  static FeatureRow readFeatures(List<FeatureType> types, InputStream in) throws IOException {
    FeatureRow row = new FeatureRow(types);
    for (int i = 0; i < types.size(); i++) {
      if (in.read() == 0) {
        continue;
      }
      switch (types.get(i).kind()) {
        case LONG, TIMESTAMP -> row.setBits(i, VarInt.decodeLong(in));
        case DOUBLE -> row.setBits(i, readLong(in));
        case BOOLEAN -> row.setBits(i, in.read());
        case STRING -> row.setText(i, readText(in));
        case BYTES, ARRAY, MAP -> row.readObject(i, new ByteReader(readBytes(in)));
      }
    }
    return row;
  }
}
