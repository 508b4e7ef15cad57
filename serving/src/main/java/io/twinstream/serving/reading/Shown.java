package io.twinstream.serving.reading;

/** Shortens and escapes text of callers for messages to them. */
public final class Shown {
  private static final int LONGEST = 100;

  private Shown() {}

  /** The text, or its beginning if it is long. */
  public static String text(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
