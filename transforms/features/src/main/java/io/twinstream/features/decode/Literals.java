package io.twinstream.features.decode;

/** Recognizes literal forms of text. */
final class Literals {
  private Literals() {}

  /** Reports whether the characters are the word, ignoring case. */
  static boolean isWord(char[] chars, int from, int length, String word) {
    for (int i = 0; i < length && length == word.length(); i++) {
      if ((chars[from + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return length == word.length();
  }

  /** Reports whether text is digits, the point, and then only zeros. */
  static boolean isIntegral(String text, int point) {
    int start = text.charAt(0) == '-' ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean valid = i < point ? c >= '0' && c <= '9' : i == point || c == '0';
      if (!valid) {
        return false;
      }
    }
    return start < point && point < text.length() - 1;
  }
}
