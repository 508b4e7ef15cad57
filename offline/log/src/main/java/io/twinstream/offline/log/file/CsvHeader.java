package io.twinstream.offline.log.file;

import io.twinstream.features.decode.CsvCells;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The first row of a CSV file of a spine. */
public final class CsvHeader {
  private static final char[] DELIMITERS = {',', ';', '\t', '|'};

  private CsvHeader() {}

  /** The delimiter by which a header has the most columns; of several the first of these. */
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

  /** The names, with one for a column without, such as a data frame's index: {@code column0}. */
  public static List<String> named(List<String> header) {
    List<String> names = new ArrayList<>();
    for (String name : header) {
      names.add(name.isEmpty() ? "column" + names.size() : name);
    }
    return List.copyOf(names);
  }

  /** What is wrong with the names of a file; null if nothing is. */
  static String problem(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        return "two columns are called '%s', the %d. and the %d.: rename one"
            .formatted(name, names.indexOf(name) + 1, names.lastIndexOf(name) + 1);
      }
    }
    return null;
  }
}
