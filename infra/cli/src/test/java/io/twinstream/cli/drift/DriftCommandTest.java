package io.twinstream.cli.drift;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.cli.Main;
import io.twinstream.features.event.Position;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.table.AnswerLogTable;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.OnnxBytes;
import io.twinstream.offline.models.drift.Reference;
import io.twinstream.offline.models.drift.SummaryCounter;
import io.twinstream.offline.models.onnx.OnnxMetadata;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DriftCommandTest {
  private static final Instant DAY = Instant.parse("2026-05-01T00:00:00Z");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("drift", "--report", page().toString()));
    all.addAll(List.of(arguments));
    CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(all.toArray(String[]::new));
  }

  private Path page() {
    return folder.resolve("drift.html");
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("drift.json").toFile());
  }

  private static JsonNode column(JsonNode report, String name) {
    for (JsonNode column : report.path("columns")) {
      if (column.path("name").asText().equals(name)) {
        return column;
      }
    }
    throw new AssertionError("no column " + name + " in " + report);
  }

  /** Two days, a row per half minute; on the second, amounts are double and a fifth is missing. */
  private Path table() {
    Path table = folder.resolve("rows.parquet");
    try (Duck duck = new Duck()) {
      duck.run(
          """
          COPY (
            SELECT TIMESTAMP '2026-05-01 00:00:00' + INTERVAL (i * 30) SECOND AS _ts,
              'card ' || i AS card_id,
              CASE WHEN i < 2880 OR i %% 5 > 0
                THEN CAST((1 + hash(i) %% 1000) * CASE WHEN i < 2880 THEN 1 ELSE 2 END AS DOUBLE)
                END AS amount,
              CASE WHEN hash(i + 7) %% 4 = 0 THEN 'DE' ELSE 'FR' END AS country,
              CAST(hash(i + 9) %% 2 AS BOOLEAN) AS online,
              [1.0, 2.0] AS list
            FROM range(5760) t(i)
          ) TO '%s' (FORMAT parquet)\
          """
              .formatted(table));
    }
    return table;
  }

  @Test
  void twoPeriodsOfATable() throws IOException {
    String table = table().toString();
    String second = "2026-05-02";
    int code =
        run(
            "--current",
            table,
            "--reference-from",
            "2026-05-01",
            "--reference-to",
            second,
            "--current-from",
            second);
    assertThat(out + "" + err, code, is(1));
    assertThat(out.toString(), containsString("DRIFT  amount"));
    assertThat(out.toString(), containsString("1 of 3 columns drifted"));
    assertThat(out.toString(), containsString("too many different texts: card_id"));
    JsonNode report = json();
    assertThat(report.path("drift").asBoolean(), is(true));
    assertThat(report.path("periods").size(), is(24));
    JsonNode amount = column(report, "amount");
    assertThat(amount.path("psi").asDouble(), greaterThan(0.5));
    // Half of the doubled amounts are above all others, and the others have half of the density.
    assertThat(amount.path("ks").asDouble(), closeTo(0.5, 0.03));
    assertThat(amount.path("wasserstein").asDouble(), closeTo(500, 25));
    assertThat(amount.path("current").path("missing").asDouble(), closeTo(0.2, 1e-9));
    assertThat(amount.path("current").path("quantiles").path("0.5").asDouble(), closeTo(1_000, 60));
    assertThat(column(report, "country").path("psi").asDouble(), lessThan(0.02));
    assertThat(Files.readString(page()), containsString("Drift of 1 of 3 columns"));
    assertThat(
        "a higher threshold",
        run(
            "--current",
            table,
            "--reference-from",
            "2026-05-01",
            "--reference-to",
            second,
            "--current-from",
            second,
            "--psi",
            "9"),
        is(0));
  }

  @Test
  void savedSummariesReplaceTheRowsAndAddUp() throws IOException {
    String table = table().toString();
    List<String> files = new ArrayList<>();
    for (String part : List.of("00", "08", "16", "24")) {
      int hour = Integer.parseInt(part);
      String file = folder.resolve(part + ".summaries").toString();
      Instant from = DAY.plusSeconds(3600L * hour);
      Instant to = from.plusSeconds(3600L * 8);
      run(
          "--reference",
          table,
          "--current",
          table,
          "--current-from",
          from.toString(),
          "--current-to",
          to.toString(),
          "--save",
          file);
      files.add(0, file);
    }
    String day = folder.resolve("day.summaries").toString();
    run("--reference", table, "--current", table, "--current-to", "2026-05-02", "--save", day);
    String added = folder.resolve("added.summaries").toString();
    run("--reference", table, "--current", String.join(",", files.subList(1, 4)), "--save", added);
    assertThat(Files.readAllBytes(Path.of(added)), equalTo(Files.readAllBytes(Path.of(day))));
    Files.delete(Path.of(table));
    assertThat(run("--reference", day, "--current", files.get(0)), is(1));
    assertThat(column(json(), "amount").path("reference").path("rows").asLong(), is(2_880L));
    assertThat(run("--reference", day, "--current", added), is(0));
  }

  /** The model was trained with amounts up to 100; it is asked about others. */
  @Test
  void modelAgainstTheAnswerLog() throws IOException {
    ModelCard card =
        new ModelCard(
            "fraud",
            "3",
            "fraud@1",
            List.of("amount", "night", "list[0]"),
            "0123456789abcdef",
            OptionalDouble.empty());
    SummaryCounter inputs = new SummaryCounter(card.features());
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      inputs.number(0, random.nextInt(100));
      inputs.number(1, random.nextInt(2));
      inputs.number(2, random.nextInt(5));
    }
    double[] scores = random.doubles(2_000).toArray();
    Path model = folder.resolve("model.onnx");
    Files.write(
        model,
        OnnxMetadata.replace(
            OnnxBytes.logistic(card, 0, 0, 0, 0),
            Reference.metadata(inputs.summary(), SummaryCounter.scores(scores))));
    List<AnswerLogTable.Row> rows = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      String features =
          "{\"amount\":%s,\"night\":%s,\"list\":%s,\"other\":1}"
              .formatted(
                  50 + random.nextInt(100),
                  random.nextBoolean(),
                  i % 3 == 0 ? "null" : "[" + random.nextInt(5) + ",7]");
      boolean shadow = i % 10 == 0;
      rows.add(
          new AnswerLogTable.Row(
              new Position("server", 0, i),
              DAY.plusSeconds(i).toEpochMilli(),
              i % 2 == 0 ? "fraud@1" : "other@1",
              null,
              "{}",
              "{}",
              features,
              "{}",
              random.nextDouble(),
              shadow ? "fraud@4" : "fraud@3",
              null,
              null,
              shadow));
    }
    Path served = folder.resolve("served");
    AnswerLogTable.writer(served).write(rows);
    int code = run("--reference", model.toString(), "--current", served.toString(), "--json");
    assertThat(out + "" + err, code, is(1));
    JsonNode report = json();
    assertThat(out.toString(), containsString("\"drift\" : true"));
    assertThat(report.path("columns").size(), is(4));
    assertThat(column(report, "amount").path("drift").asBoolean(), is(true));
    assertThat(column(report, "amount").path("current").path("rows").asLong(), is(1_200L));
    assertThat(column(report, "night").path("drift").asBoolean(), is(false));
    JsonNode list = column(report, "list[0]");
    assertThat(list.path("current").path("missing").asDouble(), closeTo(1 / 3.0, 0.02));
    JsonNode score = column(report, "_score fraud@3");
    assertThat(score.path("current").path("rows").asLong(), is(1_200L));
    assertThat(score.path("psi").asDouble(), lessThan(0.05));
  }

  @Test
  void mistakesAreExplained() {
    String table = table().toString();
    assertThat(run("--current", table), is(2));
    assertThat(err.toString(), containsString("name a --reference, or a range"));
    assertThat(
        run("--current", table, "--reference", table, "--current-from", "2026-05-01T00:30:00Z"),
        is(3));
    assertThat(
        err.toString(), containsString("2026-05-01T00:30:00Z is not the beginning of an hour"));
    assertThat(
        run("--current", table, "--reference", table, "--current-from", "2027-01-01"), is(3));
    assertThat(err.toString(), containsString("has no rows in this range"));
    assertThat(run("--current", table, "--reference", table, "--columns", "amont"), is(3));
    assertThat(err.toString(), containsString("did you mean amount?"));
    assertThat(run("--current", table, "--reference", table, "--time", "country"), is(3));
    assertThat(err.toString(), containsString("column 'country' of"));
    assertThat(run("--current", folder.resolve("none").toString(), "--reference", table), is(2));
    assertThat(err.toString(), containsString("no such file or folder"));
  }
}
