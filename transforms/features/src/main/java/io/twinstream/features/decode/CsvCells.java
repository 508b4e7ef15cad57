package io.twinstream.features.decode;

import java.util.BitSet;
import java.util.List;

/** Splits one row of CSV into its values. */
public final class CsvCells {
  private CsvCells() {}

  /**
   * Splits a row, with or without its line end, into {@code cells}, and returns the problem, or
   * null. A quote inside a value that does not begin with a quote is an ordinary character.
   */
  public static String split(String row, char delimiter, List<String> cells) {
    return split(row, delimiter, cells, null);
  }

  /**
   * Splits a row, and records which values are in quotes.
   *
   * @param quoted receives a bit for each value in quotes; null if not needed
   */
  public static String split(String row, char delimiter, List<String> cells, BitSet quoted) {
    cells.clear();
    if (quoted != null) {
      quoted.clear();
    }
    int end = row.length();
    while (end > 0 && (row.charAt(end - 1) == '\n' || row.charAt(end - 1) == '\r')) {
      end--;
    }
    int at = 0;
    while (true) {
      if (at < end && row.charAt(at) == '"') {
        int close = closingQuote(row, at + 1, end);
        if (close < 0) {
          return "the closing quote of a value is missing";
        }
        if (quoted != null) {
          quoted.set(cells.size());
        }
        cells.add(row.substring(at + 1, close).replace("\"\"", "\""));
        at = close + 1;
        if (at < end && row.charAt(at) != delimiter) {
          return "characters follow the closing quote of a value";
        }
      } else {
        int next = row.indexOf(delimiter, at);
        int stop = next < 0 || next > end ? end : next;
        cells.add(row.substring(at, stop));
        at = stop;
      }
      if (at >= end) {
        return null;
      }
      at++; // A delimiter; if it is the last character of the row, one empty value follows.
    }
  }

  private static int closingQuote(String row, int from, int end) {
    int quote = row.indexOf('"', from);
    while (quote >= 0 && quote + 1 < end && row.charAt(quote + 1) == '"') {
      quote = row.indexOf('"', quote + 2);
    }
    return quote < end ? quote : -1;
  }
}
