package io.twinstream.cli.definitions;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Tests {@code definitions fit}. */
class FitCommandTest {
  private static final String YAML =
      """
      # Orders of a shop.
      project: shop
      sources:
        orders: {event_time: ts, fields: {buyer: string, amount: decimal(2), ts: timestamp}}
      entities: {buyer: {key: buyer}}
      views:
        buying@1:
          entity: buyer
          source: orders
          aggregations:
            - {name: spent, function: sum, field: amount, windows: 1h}
      features:
        # How much is usual.
        scaled: scale(spent, 0, 1)   # by hand, not scale(spent, 1, 2)
        ranged: "clip(minmax( request.amount ,-1,1e3), 0, 1)"
        folded: >
          scale(buying.spent, 0, 1) +
            zscore(spent, 0, 1)
        own: "scale(spent, request.amount, 1)"
      services:
        s@1: {request: {amount: decimal(2)}, features: [scaled, ranged, folded, own]}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine commandLine =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @TempDir Path folder;

  @BeforeEach
  void prepare() throws IOException, SQLException {
    Files.writeString(folder.resolve("shop.yaml"), YAML);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          """
          COPY (SELECT TIMESTAMPTZ '2026-01-01 00:00:00Z' + INTERVAL 1 DAY * i AS _as_of,
                       CASE WHEN i < 3 THEN 2.0 + i WHEN i = 3 THEN NULL ELSE 1e9 END AS spent,
                       (i * 10)::DECIMAL(18, 2) AS amount, 'a' AS name
                FROM range(10) t(i))
          TO '%s' (FORMAT parquet)
          """
              .formatted(folder.resolve("rows.parquet")));
    }
  }

  private int fit(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "definitions",
                "fit",
                folder.resolve("shop.yaml").toString(),
                "--training-set=" + folder.resolve("rows.parquet")));
    arguments.addAll(List.of(more));
    return commandLine.execute(arguments.toArray(new String[0]));
  }

  private String text() throws IOException {
    return Files.readString(folder.resolve("shop.yaml"));
  }

  /** Of 2, 3 and 4, the mean is 3 and the deviation √(2/3); of the rows before the fifth day. */
  private static final String FITTED =
      YAML.replace(
              "  scaled: scale(spent, 0, 1)   # by hand",
              "  # fit until 2026-01-05T00:00:00Z: 3 rows\n"
                  + "  scaled: scale(spent, 3.0, 0.816496580927726)   # by hand")
          .replace(
              "  ranged: \"clip(minmax( request.amount ,-1,1e3), 0, 1)\"",
              "  # fit until 2026-01-05T00:00:00Z: 4 rows\n"
                  + "  ranged: \"clip(minmax(request.amount, 0.0, 30.0), 0, 1)\"")
          .replace(
              "  folded: >\n    scale(buying.spent, 0, 1)",
              "  # fit until 2026-01-05T00:00:00Z: 3 rows\n"
                  + "  folded: >\n    scale(buying.spent, 3.0, 0.816496580927726)");

  @Test
  void constantsAreThoseOfTheRowsBeforeAndAllElseStays() throws IOException {
    assertThat(err.toString(), fit("--until=2026-01-05"), is(0));
    assertThat(text(), is(FITTED));
    assertThat(
        out.toString(),
        containsString(
            "shop.yaml:14: feature scaled: scale(spent, 0, 1) becomes scale(spent, 3.0,"
                + " 0.816496580927726)"));
    assertThat(commandLine.execute("definitions", "check", folder.toString()), is(0));
  }

  @Test
  void fittingAgainReplacesConstantsAndComment() throws IOException {
    assertThat(fit("--until=2026-01-03"), is(0));
    assertThat(text(), not(is(FITTED)));
    assertThat(fit("--until=2026-01-05"), is(0));
    assertThat(text(), is(FITTED));
  }

  @Test
  void onlyNamedFeaturesChange() throws IOException {
    assertThat(fit("--until=2026-01-05", "--only=folded"), is(0));
    assertThat(text(), containsString("scaled: scale(spent, 0, 1)   # by hand"));
    assertThat(text(), containsString("scale(buying.spent, 3.0, 0.816496580927726)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scaled: scale(spent | scaled: scale(own | no column 'own'",
        "scaled | scaled | no row before 2025-01-01T00:00:00Z has a value of 'spent'",
        "own | own | --only: no derived feature 'scald'; did you mean scaled?",
      })
  void mistakesAreReportedAndNothingIsWritten(String from, String to, String problem)
      throws IOException {
    String yaml = problem.contains("scald") ? YAML : YAML.replace(from, to);
    Files.writeString(folder.resolve("shop.yaml"), yaml);
    String[] more =
        problem.contains("scald")
            ? new String[] {"--until=2026-01-05", "--only=scald"}
            : new String[] {
              problem.contains("no row") ? "--until=2025-01-01" : "--until=2026-01-05"
            };
    assertThat(fit(more), is(not(0)));
    assertThat(err.toString(), containsString(problem));
    assertThat(text(), is(yaml));
  }

  @Test
  void aFeatureWithoutSuchACallIsNothingToFit() throws IOException {
    assertThat(fit("--until=2026-01-05", "--only=own"), is(not(0)));
    assertThat(err.toString(), containsString("nothing to fit"));
    assertThat(text(), is(YAML));
  }
}
