package io.twinstream.features.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Messages about unknown names. */
public final class Names {
  private Names() {}

  /** Returns a message with the unknown name and the nearest known names. */
  public static String unknown(String what, String name, Collection<String> known) {
    return "no " + what + " '" + name + "'; " + didYouMean(name, known);
  }

  /**
   * Returns a hint with the nearest known names, without those that are much farther away than the
   * nearest.
   */
  public static String didYouMean(String name, Collection<String> known) {
    List<String> near = nearest(name, known);
    if (near.isEmpty()) {
      return "none is defined";
    }
    int limit = distance(name, near.get(0));
    return "did you mean "
        + near.stream().filter(n -> distance(name, n) <= limit).collect(Collectors.joining(" or "))
        + "?";
  }

  /** Returns up to three of the known names, nearest first by edit distance. */
  public static List<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .distinct()
        .sorted(Comparator.comparingInt((String n) -> distance(name, n)).thenComparing(n -> n))
        .limit(3)
        .toList();
  }

  /** Returns the nearest of the known names, if it is near enough to be a likely typo. */
  public static Optional<String> near(String name, Collection<String> known) {
    return nearest(name, known).stream()
        .filter(n -> distance(name, n) <= Math.max(1, Math.min(name.length(), n.length()) / 3))
        .findFirst();
  }

  /** Returns the Levenshtein distance, by dynamic programming over two rows. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
