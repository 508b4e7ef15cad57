package io.twinstream.features.expression.function;

/** Cases of the letters A to Z: of these alone all versions of Unicode and all locales agree. */
final class Ascii {
  private Ascii() {}

  static String lower(String text) {
    return shifted(text, 'A', 'Z', 'a' - 'A');
  }

  static String upper(String text) {
    return shifted(text, 'a', 'z', 'A' - 'a');
  }

  private static String shifted(String text, char first, char last, int by) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] >= first && chars[i] <= last) {
        chars[i] = (char) (chars[i] + by);
      }
    }
    return new String(chars);
  }
}
