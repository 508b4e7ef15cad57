package io.twinstream.cli.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.cli.Main;
import io.twinstream.features.testkit.RealData;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code parity}, whose own stack is deleted afterwards. */
@Tag("slow")
class ParityCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aKilledAndRestoredLiveJobComesToTheStatesOfHistory() throws Exception {
    JsonNode report =
        parity(
            "--events=12000",
            "--rate=1500",
            "--kills=1",
            "--seed=11",
            "--cards=800",
            "--duplicates=0.05",
            "--bad=0.05",
            "--sample=10");
    assertThat(report.toString(), containsString("live and backfill"));
    assertThat(err.toString(), containsString("restored 1 time(s)"));
  }

  @Test
  void historyFilesReplayedLiveComeToTheStatesOfTheirBackfill() throws Exception {
    Path file = RealData.file("handbook_raw.parquet");
    JsonNode report =
        parity(
            "--definitions=" + RealData.example("handbook"),
            "--history=transactions=" + file,
            "--until=2018-04-02T00:00:00Z",
            "--rate=1000",
            "--seed=5",
            "--kills=1",
            "--sample=50");
    assertThat(report.toString(), containsString("live and backfill"));
  }

  private JsonNode parity(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("parity", "--json", "--heap=256"));
    arguments.addAll(List.of("--partitions=3", "--state=" + folder.resolve("stack")));
    arguments.addAll(List.of(options));
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    assertThat(err + out.toString(), code, is(0));
    assertThat(Files.exists(folder.resolve("stack")), is(false));
    return new ObjectMapper().readTree(out.toString());
  }
}
