package io.twinstream.features.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether bytes are UTF-8 as RFC 3629 has it, and whether a string is Unicode text. */
public final class Unicode {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NOT_ASCII = 0x8080808080808080L;

  private Unicode() {}

  /**
   * Refuses overlong forms, surrogates and code points above U+10FFFF, which JSON parsers let by.
   */
  static boolean isUtf8(byte[] bytes) {
    int i = 0;
    while (i < bytes.length) {
      if (i <= bytes.length - 8 && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
        i += 8;
      } else if (bytes[i] >= 0) {
        i++;
      } else {
        int width = width(bytes, i);
        if (width == 0) {
          return false;
        }
        i += width;
      }
    }
    return true;
  }

  /** How many bytes the sequence that begins with a byte above 0x7F has; 0 if it is not valid. */
  private static int width(byte[] bytes, int i) {
    int first = bytes[i] & 0xFF;
    int second = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
    if (first >= 0xC2 && first <= 0xDF) {
      return isContinuation(second) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
      boolean overlong = first == 0xE0 && second < 0xA0;
      boolean surrogate = first == 0xED && second > 0x9F;
      return isContinuation(second) && !overlong && !surrogate && continues(bytes, i + 2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
      boolean overlong = first == 0xF0 && second < 0x90;
      boolean beyond = first == 0xF4 && second > 0x8F;
      boolean rest = continues(bytes, i + 2) && continues(bytes, i + 3);
      return isContinuation(second) && !overlong && !beyond && rest ? 4 : 0;
    }
    return 0;
  }

  private static boolean continues(byte[] bytes, int i) {
    return i < bytes.length && isContinuation(bytes[i] & 0xFF);
  }

  private static boolean isContinuation(int b) {
    return (b & 0xC0) == 0x80;
  }

  /** Whether every surrogate is half of a pair. */
  public static boolean isText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
