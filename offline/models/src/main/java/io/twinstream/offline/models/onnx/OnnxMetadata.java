package io.twinstream.offline.models.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Replaces {@code metadata_props} of ONNX files from other tools. */
public final class OnnxMetadata {
  private static final int PROPERTIES = 14;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final byte[] file;
  private int at;

  private OnnxMetadata(byte[] file) {
    this.file = file;
  }

  static Message property(String key, String value) {
    return new Message().text(1, key).text(2, value);
  }

  /**
   * Returns a copy of a file with other properties: those with the same keys are replaced, the rest
   * of the file stays the same byte for byte.
   *
   * @throws IllegalArgumentException if the bytes are not a protocol buffers message
   */
  public static byte[] replace(byte[] file, Map<String, String> properties) {
    return new OnnxMetadata(file).replaced(properties);
  }

  private byte[] replaced(Map<String, String> properties) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + 1024);
    while (at < file.length) {
      int start = at;
      long tag = varint();
      int body = skip((int) (tag & 7));
      boolean replaced = tag == (PROPERTIES << 3 | LENGTH) && properties.containsKey(key(body, at));
      if (!replaced) {
        out.write(file, start, at - start);
      }
    }
    Message added = new Message();
    properties.forEach((key, value) -> added.message(PROPERTIES, property(key, value)));
    out.writeBytes(added.toBytes());
    return out.toByteArray();
  }

  /** Skips the value of a field and returns the offset at which its content begins. */
  private int skip(int type) {
    int body = at;
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> at += 8;
      case FIXED32 -> at += 4;
      case LENGTH -> {
        long length = varint();
        body = at;
        at = length < 0 || length > file.length ? Integer.MAX_VALUE : at + (int) length;
      }
      default -> at = Integer.MAX_VALUE;
    }
    if (at < 0 || at > file.length) {
      throw new IllegalArgumentException(
          "not an ONNX file: the bytes are not a protocol buffers message");
    }
    return body;
  }

  private String key(int from, int to) {
    OnnxMetadata property = new OnnxMetadata(java.util.Arrays.copyOfRange(file, from, to));
    while (property.at < property.file.length) {
      long tag = property.varint();
      int body = property.skip((int) (tag & 7));
      if (tag == (1 << 3 | LENGTH)) {
        return new String(property.file, body, property.at - body, StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; at < file.length && shift < 64; shift += 7) {
      byte next = file[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "not an ONNX file: the bytes are not a protocol buffers message");
  }
}
