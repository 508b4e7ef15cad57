package io.twinstream.features.decode;

/** Checks whether a string is Unicode text, without halves of surrogate pairs. */
public final class Unicode {
  private Unicode() {}

  /** Reports whether every surrogate is half of a pair. */
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
