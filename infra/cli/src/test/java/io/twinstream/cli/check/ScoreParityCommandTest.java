package io.twinstream.cli.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.cli.Main;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.local.process.Installation;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.onnx.OnnxMetadata;
import io.twinstream.verify.scores.Shop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ScoreParityCommandTest {
  private static final int EVENTS = 700;
  private static final int SECONDS = 400;
  private static final int FROM = 200;

  @TempDir Path folder;

  @Test
  void scoresAreThoseOfHistoryForTiesAndDuplicatesToo() throws IOException {
    Path definitions = Files.writeString(folder.resolve("shop.yaml"), Shop.YAML);
    Path history = Files.write(folder.resolve("orders.jsonl"), orders());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(
                "score-parity",
                "--json",
                "--definitions=" + definitions,
                "--service=fraud@1",
                "--model=" + model(Definitions.load(definitions)),
                "--history=orders=" + history,
                "--from=" + Shop.BEGIN.plusSeconds(FROM),
                "--to=" + Shop.BEGIN.plusSeconds(SECONDS + 1),
                "--label=fraud",
                "--partitions=3",
                "--slots=2",
                "--heap=256",
                "--state=" + folder.resolve("stack"));
    assertThat(err + out.toString(), code, is(0));
    JsonNode report = new ObjectMapper().readTree(out.toString());
    // Each event is scored before it is sent and, except for ties, again after it was processed.
    List<String> within =
        orders().stream().distinct().filter(line -> second(line) >= FROM).toList();
    int scored = (int) within.stream().filter(line -> !line.contains("\"buyer\":null")).count();
    int ties = report.path("ties").size();
    assertThat(report.path("without_key").asInt(), is(within.size() - scored));
    assertThat(report.path("compared").asInt(), is(2 * scored - ties));
    assertThat(ties, greaterThan(20));
    assertThat(report.path("undecided").size(), is(0));
    assertThat(report.path("roc_auc_online"), is(report.path("roc_auc_offline")));
    assertThat(Files.exists(folder.resolve("stack")), is(false));
  }

  /** About two orders per second, some with a common buyer or shop, some of them twice. */
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

  private Path model(Project project) throws IOException {
    CompiledService service = CompiledService.of(project, project.service("fraud@1"));
    byte[] onnx =
        Files.readAllBytes(
            Installation.find()
                .home()
                .resolve("offline/models/src/test/resources/python/logistic.onnx"));
    ModelCard card =
        new ModelCard(
            "shop", "1", "fraud@1", service.names(), service.fingerprint(), OptionalDouble.empty());
    return Files.write(folder.resolve("model.onnx"), OnnxMetadata.replace(onnx, card.metadata()));
  }
}
