package io.twinstream.features.text;

import java.util.Objects;

/**
 * A mistake in definitions.
 *
 * @param file the file as given; empty for definitions built in Java
 * @param line from 1; 0 if there is no file
 * @param what the mistake
 * @param hint how to fix it; may be empty
 */
public record Problem(String file, int line, String what, String hint) {
  public Problem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(hint, "hint");
  }

  /** Returns {@code file:line: what; hint}. */
  @Override
  public String toString() {
    String place = file.isEmpty() ? "" : file + (line > 0 ? ":" + line : "") + ": ";
    return place + what + (hint.isEmpty() ? "" : "; " + hint);
  }
}
