package io.twinstream.e2e;

import java.util.ArrayList;
import java.util.List;

/** Splits a simple shell command into words, as far as pages and examples of help need it. */
final class ShellWords {
  private static final String ENDS = "|;&<>#";

  private ShellWords() {}

  /** The words up to a pipe, a redirection, a comment or the end. */
  static List<String> of(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (char c : command.toCharArray()) {
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        word = word == null ? new StringBuilder() : word;
      } else if (Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
      } else if (ENDS.indexOf(c) >= 0 && (c != '#' || word == null)) {
        if (word != null && !(word.toString().equals("2") && c == '>')) {
          words.add(word.toString());
        }
        return words;
      } else {
        word = (word == null ? new StringBuilder() : word).append(c);
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote does not end: " + command);
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
