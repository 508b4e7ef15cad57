package io.twinstream.cli.size;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;

import io.twinstream.local.process.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the figures of {@code size} with the pages that record them. */
class FigureTest {
  private static final Pattern ROW =
      Pattern.compile(
          "\\| (\\d+)x(\\d+) \\| 4 connections \\| [^|]+\\|[^|]+\\|[^|]+\\|[^|]+\\|[^|]+\\|[^|]+"
              + "\\| (\\d+) \\| (\\d+) \\| [\\d,]+ \\|");

  /** The section of each figure still has its record. */
  @ParameterizedTest
  @EnumSource(Figure.class)
  void isRecorded(Figure figure) throws IOException {
    assertThat(section(figure), containsString(figure.record));
  }

  /** One cost per request, state and value explains all shapes of both tables within a quarter. */
  @Test
  void costOfRequestsIsThatOfTheTables() throws IOException {
    String section = section(Figure.SERVER_STATE);
    int rows = 0;
    for (int views : new int[] {25, 5}) {
      String table =
          section.substring(
              section.indexOf(views == 25 ? "250 features in 25" : "The same features in 5"));
      Matcher row = ROW.matcher(table);
      for (int i = 0; i < 4; i++) {
        row.find();
        int values = Integer.parseInt(row.group(2));
        int read = values * views / 250;
        ReadCost cost = ReadCost.of(1, Integer.parseInt(row.group(1)), read, values);
        assertNear(row.group(), cost.serverMicros(), Double.parseDouble(row.group(3)));
        assertNear(row.group(), cost.redisMicros(), Double.parseDouble(row.group(4)));
        rows++;
      }
    }
    assertThat(rows, greaterThan(7));
  }

  private static void assertNear(String row, double computed, double measured) {
    assertThat(row, computed, closeTo(measured, 0.25 * measured));
  }

  private static String section(Figure figure) throws IOException {
    Path file = Installation.find().home().resolve(figure.file);
    String page = "\n" + Files.readString(file);
    int begin = page.indexOf("\n## " + figure.section + "\n");
    assertThat(figure.file + " has the section " + figure.section, begin, greaterThan(-1));
    int end = page.indexOf("\n## ", begin + 1);
    return page.substring(begin, end < 0 ? page.length() : end);
  }
}
