package io.twinstream.serving.feature;

import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.Shown;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes percent-encoded text of a URI (RFC 3986): strict UTF-8, and '+' means a plus. */
final class PercentEncoding {
  private static final int FIRST = 0x21;
  private static final int LAST = 0x7e;

  private PercentEncoding() {}

  /**
   * The decoded text.
   *
   * @throws ProblemException if the encoding is wrong
   */
  static String decode(String encoded) {
    requireUri(encoded);
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c != '%') {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
      int low = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw ProblemException.badRequest("'" + Shown.text(encoded) + "': % needs two hex digits");
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw ProblemException.badRequest("'" + Shown.text(encoded) + "' does not decode to UTF-8");
    }
  }

  /**
   * Refuses other characters, because the server reads the bytes of a URI one by one, not as text.
   */
  private static void requireUri(String encoded) {
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c < FIRST || c > LAST || c == '#') {
        throw ProblemException.badRequest(
            "'%s': percent-encode characters outside ASCII, spaces and #"
                .formatted(Shown.text(encoded)));
      }
    }
  }
}
