package io.twinstream.cli.scores;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.Definitions;
import io.twinstream.features.definition.Project;
import io.twinstream.features.expression.CompiledService;
import io.twinstream.local.Installation;
import io.twinstream.local.StateDirectory;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.onnx.OnnxMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ScoreRunTest {
  private static final int EVENTS = 700;
  private static final int SECONDS = 400;
  private static final int FROM = 200;

  @TempDir Path folder;

  @Test
  void scoresAreThoseOfHistoryForTiesAndDuplicatesToo() throws IOException {
    Path definitions = Files.writeString(folder.resolve("shop.yaml"), Shop.YAML);
    Path history = Files.write(folder.resolve("orders.jsonl"), orders());
    ScorePlan plan = plan(definitions, history);
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    ScoreReport report = new ScoreRun(plan, line -> {}).run(state, Installation.find());
    Map<String, Object> told = report.toMap();
    assertThat(told.toString(), report.holds(), is(true));
    // Each is asked for before it is sent, and but for ties once more when it has been taken in.
    List<String> within =
        orders().stream().distinct().filter(line -> second(line) >= FROM).toList();
    long scored = within.stream().filter(line -> !line.contains("\"buyer\":null")).count();
    assertThat(told.get("without_key"), is(within.size() - scored));
    assertThat(report.compared(), is(2 * scored - report.ties().size()));
    assertThat(report.ties(), hasSize(greaterThan(20)));
    assertThat((List<?>) told.get("undecided"), is(empty()));
    assertThat(told.get("roc_auc_online"), is(told.get("roc_auc_offline")));
    assertThat(state.alive(), is(empty()));
  }

  /** Two or so in a second, some of one buyer or shop, some written twice. */
  private static List<String> orders() {
    SplittableRandom random = new SplittableRandom(5);
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < EVENTS; id++) {
      long second = (long) id * SECONDS / EVENTS;
      String buyer = random.nextInt(20) == 0 ? null : "b" + random.nextInt(12);
      String line =
          Shop.json(
              id,
              second,
              buyer,
              "s" + random.nextInt(6),
              random.nextInt(200),
              random.nextInt(4) == 0 ? 1 : 0);
      lines.add(line);
      if (random.nextInt(20) == 0) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static long second(String line) {
    String at = line.substring(line.indexOf("\"at\":\"") + 6, line.length() - 2);
    return java.time.Duration.between(Shop.BEGIN, java.time.Instant.parse(at)).toSeconds();
  }

  private ScorePlan plan(Path definitions, Path history) throws IOException {
    Project project = Definitions.load(definitions);
    CompiledService service = CompiledService.of(project, project.service("fraud@1"));
    byte[] onnx =
        Files.readAllBytes(
            Installation.find()
                .home()
                .resolve("offline/models/src/test/resources/python/logistic.onnx"));
    ModelCard card =
        new ModelCard(
            "shop", "1", "fraud@1", service.names(), service.fingerprint(), OptionalDouble.empty());
    Path model =
        Files.write(folder.resolve("model.onnx"), OnnxMetadata.replace(onnx, card.metadata()));
    return new ScorePlan(
        definitions,
        project,
        "fraud@1",
        model,
        project.source("orders"),
        history.toString(),
        Shop.BEGIN.plusSeconds(FROM),
        Shop.BEGIN.plusSeconds(SECONDS + 1),
        Optional.of("fraud"),
        3,
        2,
        256);
  }
}
