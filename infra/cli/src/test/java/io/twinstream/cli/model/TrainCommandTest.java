package io.twinstream.cli.model;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.cli.Main;
import io.twinstream.local.process.Installation;
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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Tests {@code train}, {@code model check} and {@code model stamp}. */
class TrainCommandTest {
  private static final String YAML =
      """
      project: shop
      sources:
        orders:
          event_time: ts
          fields: {buyer: string, amount: decimal(2), ts: timestamp}
      entities: {buyer: {key: buyer}}
      views:
        buying@1:
          entity: buyer
          source: orders
          aggregations:
            - {name: "count_1h", function: count, windows: 1h}
      features:
        night: "request.ts.getHours() < 6"
      services:
        fraud@1: {request: {amount: decimal(2), ts: timestamp}, features: [request.amount, count_1h, night]}
        fraud@2: {request: {amount: decimal(2)}, features: [request.amount, count_1h]}
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
          COPY (SELECT TIMESTAMPTZ '2026-01-01 00:00:00Z' + INTERVAL 1 HOUR * i AS _ts,
                       i %% 37 AS buyer, (i * 7919) %% 100 AS amount, i %% 5 AS count_1h,
                       i %% 24 < 6 AS night, ((i * 7919) %% 100 > 60 AND i %% 3 = 0) AS fraud
                FROM range(960) t(i))
          TO '%s' (FORMAT parquet)
          """
              .formatted(folder.resolve("rows.parquet")));
    }
  }

  private int train(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--training-set=" + folder.resolve("rows.parquet"),
                "--definitions=" + folder.resolve("shop.yaml"),
                "--service=fraud@1",
                "--label=fraud",
                "--output=" + folder.resolve("mlruns")));
    arguments.addAll(List.of(more));
    return commandLine.execute(arguments.toArray(new String[0]));
  }

  private int model(String command, Path file, String service, String... more) {
    List<String> arguments = new ArrayList<>(List.of("model", command, file.toString()));
    arguments.add("--definitions=" + folder.resolve("shop.yaml"));
    arguments.add("--service=" + service);
    arguments.addAll(List.of(more));
    return commandLine.execute(arguments.toArray(new String[0]));
  }

  private Path artifact(String name) throws IOException {
    try (Stream<Path> found = Files.walk(folder.resolve("mlruns"))) {
      return found.filter(path -> path.endsWith("artifacts/" + name)).findFirst().orElseThrow();
    }
  }

  @Test
  void trainsAModelThatFitsItsServiceAndNoOther() throws IOException {
    int code =
        train(
            "--model=boosted-trees",
            "--train-to=2026-01-25",
            "--test-to=2026-02-05T12:00:00Z",
            "--delay=2d",
            "--group=buyer",
            "--precision-at=3",
            "--param=rounds=10,20",
            "--validate=1",
            "--calibration=sigmoid",
            "--class-weight=balanced");
    assertThat(err + "\n" + out, code, is(0));
    assertThat(out.toString(), containsString("train     576 rows"));
    assertThat(out.toString(), containsString("test      228 rows"));
    assertThat(out.toString(), containsString("average_precision"));
    assertThat(out.toString(), containsString("card_precision_at_3"));
    assertThat(out.toString(), containsString("rounds=20.0"));
    assertThat(Files.readString(artifact("report.html")), containsString("Precision and recall"));
    Path model = artifact("model.onnx");
    assertThat(model("check", model, "fraud@1"), is(0));
    assertThat(out.toString(), containsString("fraud@1 fits fraud@1: 3 features"));
    assertThat(model("check", model, "fraud@2"), is(1));
    assertThat(out.toString(), containsString("trained for service fraud@1, not for fraud@2"));
    Files.writeString(folder.resolve("shop.yaml"), YAML.replace("< 6", "< 7"));
    assertThat(model("check", model, "fraud@1"), is(1));
    assertThat(out.toString(), containsString("but other definitions"));
  }

  @Test
  void stampsAModelFromScikitLearn() {
    Path python =
        Installation.find().home().resolve("offline/models/src/test/resources/python/zipmap.onnx");
    Path stamped = folder.resolve("model.onnx");
    assertThat(model("check", python, "fraud@1"), is(1));
    assertThat(out.toString(), containsString("twinstream model stamp"));
    String[] more = {"--name=fraud", "--model-version=7", "--output=" + stamped};
    assertThat(model("stamp", python, "fraud@2", more), is(1));
    assertThat(out.toString(), containsString("[n, 2]"));
    assertThat(Files.exists(stamped), is(false));
    assertThat(model("stamp", python, "fraud@1", more), is(0));
    assertThat(model("check", stamped, "fraud@1"), is(1));
    assertThat(out.toString(), containsString("no score if features are null"));
  }

  @Test
  void stampSaysWhichClassOfOtherNamesIsScored() {
    Path python =
        Installation.find()
            .home()
            .resolve("offline/models/src/test/resources/python/classes_text_map.onnx");
    Path stamped = folder.resolve("model.onnx");
    String[] more = {"--name=fraud", "--model-version=7", "--output=" + stamped};
    assertThat(model("stamp", python, "fraud@1", more), is(1));
    assertThat(out.toString(), containsString("classes are fraud, ok: declare the one"));
    assertThat(Files.exists(stamped), is(false));
    String[] declared = Arrays.copyOf(more, 4);
    declared[3] = "--positive-class=fraud";
    assertThat(model("stamp", python, "fraud@1", declared), is(0));
    assertThat(out.toString(), containsString("the probability of class fraud of fraud, ok"));
    assertThat(model("check", stamped, "fraud@1", "--positive-class=ok"), is(1));
    assertThat(out.toString(), containsString("the score is not the probability of class ok"));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "--model=forest, --train-to=2026-01-25, --model must be logistic or boosted-trees",
    "--model=logistic, --seed=1, no training rows are selected",
    "--model=logistic, --train-to=January, such as 2018-08-01",
    "--model=logistic --param=l1=1, --train-to=2026-01-25, did you mean l2?",
    "--model=logistic --param=l2=x, --train-to=2026-01-25, must be a number",
    "'--model=logistic --param=l2=1,2', --train-to=2026-01-25, needs --train-to and --test-to",
    "--model=logistic --test-from=2026-01-26 --delay=2d, --train-to=2026-01-25, before the labels of the last",
    "--model=logistic --drop-known-positives, --train-to=2026-01-25, needs --group",
    "--model=logistic --class-weight=0, --train-to=2026-01-25, a number above 0",
    "--model=logistic --split=part, --train-to=2026-01-25, not both",
  })
  void wrongOptionsAreRefused(String first, String second, String message) {
    List<String> all = new ArrayList<>(List.of(first.split(" ")));
    all.add(second);
    assertThat(train(all.toArray(new String[0])), is(2));
    assertThat(err.toString(), containsString(message));
    assertThat(Files.exists(folder.resolve("mlruns")), is(false));
  }

  @Test
  void reportsMissingColumnsOfTheTrainingSet() {
    assertThat(train("--model=logistic", "--train-to=2026-01-25", "--time=when"), is(3));
    assertThat(err.toString(), containsString("no column 'when'"));
    assertThat(Files.exists(folder.resolve("mlruns")), is(false));
  }
}
