package io.twinstream.features.bytes;

import java.util.Arrays;
import java.util.Base64;

/** An immutable sequence of bytes, compared by content; as text in base64 (RFC 4648, padded). */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Copies an array. */
  public static Bytes of(byte... content) {
    return new Bytes(content.clone());
  }

  /**
   * Decodes base64: the standard alphabet, padded, without line breaks and with zeros in unused
   * bits, so that equal bytes have one text.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Bytes ofBase64(String text) {
    Bytes decoded = new Bytes(Base64.getDecoder().decode(text));
    if (!decoded.toString().equals(text)) {
      throw new IllegalArgumentException("'" + text + "' is not padded base64");
    }
    return decoded;
  }

  public int size() {
    return content.length;
  }

  /** Returns a copy. */
  public byte[] toByteArray() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Returns the bytes in base64. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(content);
  }
}
