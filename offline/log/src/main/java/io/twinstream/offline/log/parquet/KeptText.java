package io.twinstream.offline.log.parquet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Any bytes as a text, which travels where an event's texts do, and back. */
public final class KeptText {
  /** Begins what is no UTF-8, or begins with it: a character for each byte follows. */
  private static final char BYTES = '\uFFFF';

  private KeptText() {}

  /** UTF-8 as what it says, for that is what most columns of bytes have. */
  public static String of(byte[] bytes) {
    try {
      return of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return ofBytes(bytes); // of a column that is not of text
    }
  }

  public static String of(String text) {
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTES;
    return marked ? ofBytes(text.getBytes(StandardCharsets.UTF_8)) : text;
  }

  static String ofBytes(byte[] bytes) {
    return BYTES + new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] bytes(String kept) {
    boolean marked = !kept.isEmpty() && kept.charAt(0) == BYTES;
    return marked
        ? kept.substring(1).getBytes(StandardCharsets.ISO_8859_1)
        : kept.getBytes(StandardCharsets.UTF_8);
  }
}
