package io.twinstream.cli.definitions;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.cli.Main;
import io.twinstream.local.RedisServer;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code plan} and {@code apply} on a store. */
class PlanAndApplyTest {
  private static final String YAML =
      """
      project: shop
      sources:
        payments:
          topic: shop.payments
          event_time: time
          fields: {card: string, time: timestamp}
      entities: {card: {key: card}}
      views:
        spend@1:
          entity: card
          source: payments
          owner: risk
          aggregations: [{name: count_1h, function: count, windows: 1h}]
      """;

  @TempDir Path folder;
  @TempDir Path state;

  @Test
  void incompatibleChangesAreReportedAndNotApplied() throws Exception {
    try (Supervisor supervisor = new Supervisor(StateDirectory.at(state))) {
      String redis = RedisServer.start(supervisor).address();
      assertThat(run(0, "plan", redis, YAML), containsString("nothing is applied yet"));
      assertThat(run(0, "apply", redis, YAML), containsString("applied as number 1"));
      assertThat(run(0, "apply", redis, "# note\n" + YAML), containsString("no changes"));
      String owner = YAML.replace("risk", "fraud");
      assertThat(
          run(0, "plan", redis, owner), containsString("~ view spend@1: owner risk becomes fraud"));
      assertThat(run(0, "apply", redis, owner), containsString("applied as number 2"));
      String other = owner.replace("windows: 1h", "windows: 2h");
      assertThat(run(1, "plan", redis, other), containsString("add spend@2"));
      assertThat(run(1, "apply", redis, other), containsString("not applied: fix"));
      assertThat(run(0, "apply", redis, other, "--force"), containsString("applied as number 3"));
      assertThat(run(1, "plan", redis, "project: shop\nsorces: {}\n"), containsString("'sorces'"));
    }
  }

  private String run(int code, String command, String redis, String yaml, String... more)
      throws IOException {
    Path file = Files.writeString(folder.resolve("shop.yaml"), yaml);
    StringWriter out = new StringWriter();
    String[] arguments = new String[5 + more.length];
    System.arraycopy(
        new String[] {command, "--definitions", file.toString(), "--redis", redis},
        0,
        arguments,
        0,
        5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute(arguments), is(code));
    return out.toString();
  }
}
