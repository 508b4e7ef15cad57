package io.twinstream.offline.log.parquet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Converts any bytes to text, so that they can be held in a text field, and back. */
public final class KeptText {
  /**
   * Precedes bytes that are not UTF-8 or begin with this character; one character per byte follows.
   */
  private static final char BYTES = '\uFFFF';

  private KeptText() {}

  /** Converts bytes; UTF-8, the most frequent case, becomes the text that it encodes. */
  public static String of(byte[] bytes) {
    try {
      return of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return ofBytes(bytes); // of a column that is not text
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
