package io.twinstream.cli.parity;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinstream.features.definition.Definitions;
import io.twinstream.features.definition.Project;
import io.twinstream.local.Installation;
import io.twinstream.local.StateDirectory;
import io.twinstream.local.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ParityRunTest {
  @TempDir Path folder;

  @Test
  void aKilledAndRestoredLiveJobComesToTheStatesOfHistory() {
    Installation installation = Installation.find();
    Path definitions = installation.home().resolve("transforms/examples/payments");
    ParityPlan plan = new ParityPlan(definitions, "transactions", 1_500, 3, 2, 256, 1, 10);
    Traffic traffic =
        new Traffic(11, 800, 1.1, 0.05, 0.05, Duration.ofMinutes(5), Duration.ofHours(20));
    ParityInput input = new GeneratedInput(traffic, 24_000, Clock.systemUTC());
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    List<String> progress = new ArrayList<>();
    ParityReport report =
        new ParityRun(plan, Definitions.load(definitions), input, progress::add)
            .run(state, installation);
    assertThat(report.json(), report.holds(), is(true));
    assertThat(report.json(), containsString("live and backfill"));
    assertThat(String.join("\n", progress), containsString("restored 1 time(s)"));
    assertThat(state.alive(), is(empty()));
  }

  @Test
  void historyFilesReplayedLiveComeToTheStatesOfTheirBackfill() {
    Installation installation = Installation.find();
    Path file = installation.home().resolve("../shared/data/handbook_raw.parquet").normalize();
    assumeTrue(Files.isRegularFile(file), "needs " + file);
    Path definitions = installation.home().resolve("transforms/examples/handbook");
    Project project = Definitions.load(definitions);
    ParityInput input =
        new HistoryInput(
            project,
            "transactions",
            file.toString(),
            Optional.of(Instant.parse("2018-04-03T00:00:00Z")),
            5);
    ParityPlan plan = new ParityPlan(definitions, "transactions", 1_500, 3, 2, 256, 1, 50);
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    ParityReport report = new ParityRun(plan, project, input, line -> {}).run(state, installation);
    assertThat(report.json(), report.holds(), is(true));
    assertThat(input.sent(), is(input.size()));
    assertThat(state.alive(), is(empty()));
  }
}
