package io.twinstream.serving.feature;

/** What callers sent, in messages to them. */
final class Shown {
  private static final int LONGEST = 100;

  private Shown() {}

  static String text(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
