package io.twinstream.features.text;

/** The order of text by its UTF-8 bytes, the same on every machine. */
public final class TextOrder {
  private TextOrder() {}

  /** Compares by code point, as UTF-8 bytes compare; {@code compareTo} compares by UTF-16 unit. */
  public static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogateX = Character.isSurrogate(x);
        return surrogateX == Character.isSurrogate(y) ? x - y : surrogateX ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }
}
