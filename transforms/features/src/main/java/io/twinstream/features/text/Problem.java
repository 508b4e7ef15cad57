package io.twinstream.features.text;

import java.util.Objects;

/**
 * One thing that is wrong with definitions.
 *
 * @param file as it was given; empty for definitions built in Java
 * @param line from 1; 0 if there is no file
 * @param what is wrong
 * @param hint what to do about it; may be empty
 */
public record Problem(String file, int line, String what, String hint) {
  public Problem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(hint, "hint");
  }

  /** {@code file:line: what; hint}. */
  @Override
  public String toString() {
    String place = file.isEmpty() ? "" : file + (line > 0 ? ":" + line : "") + ": ";
    return place + what + (hint.isEmpty() ? "" : "; " + hint);
  }
}
