package io.twinstream.offline.log.file;

import io.twinstream.features.decode.CsvCells;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses the first row of a CSV file of a spine. */
public final class CsvHeader {
  private static final char[] DELIMITERS = {',', ';', '\t', '|'};

  private CsvHeader() {}

  /**
   * Returns the delimiter with which the header has the most columns; of several, the first in this
   * list.
   */
  static char delimiter(String header) {
    char best = DELIMITERS[0];
    int most = 0;
    List<String> cells = new ArrayList<>();
    for (char delimiter : DELIMITERS) {
      if (CsvCells.split(header, delimiter, cells) == null && cells.size() > most) {
        most = cells.size();
        best = delimiter;
      }
    }
    return best;
  }

  /**
   * Returns the names, with {@code column0} and so on for columns without a name, such as the index
   * of a data frame.
   */
  public static List<String> named(List<String> header) {
    List<String> names = new ArrayList<>();
    for (String name : header) {
      names.add(name.isEmpty() ? "column" + names.size() : name);
    }
    return List.copyOf(names);
  }

  /** Returns the problem with the names of a file, or null. */
  static String problem(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        return "two columns are called '%s', numbers %d and %d: rename one"
            .formatted(name, names.indexOf(name) + 1, names.lastIndexOf(name) + 1);
      }
    }
    return null;
  }
}
