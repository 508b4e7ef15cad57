package io.twinstream.cli.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.cli.Main;
import io.twinstream.features.testkit.Shop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the commands of the historical jobs, which run in their own processes, and their checks.
 */
@Tag("slow")
class BackfillCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void files() throws Exception {
    Shop.write(folder);
    StringBuilder payments = new StringBuilder("id,card,shop,amount,time\n");
    for (int i = 0; i < 80; i++) {
      payments.append(
          "p%d,c%d,%d,%d.10,2026-05-06T%02d:%02d:00Z\n"
              .formatted(i, i % 5, i % 3, i, 8 + i / 20, i / 2 * 3 % 60)); // two events per instant
    }
    Files.writeString(folder.resolve("payments.csv"), payments);
  }

  @Test
  void rowsOfViewsAndOfAServiceAreChecked() {
    String views = backfill("--output=" + folder.resolve("views"), "--chunk=2h", "--check");
    assertThat(views, containsString("ok   spend@1: 80 events, 80 rows (0 repeated)"));
    assertThat(views, containsString("ok   sold@1: 80 events, 80 rows (0 repeated)"));
    for (String rows : List.of("self", "inclusive")) {
      String[] service = {"--service=fraud@1", "--rows=" + rows, "--check"};
      assertThat(
          backfill(service[0], service[1], service[2], "--output=" + folder.resolve(rows)),
          containsString("ok   fraud@1: 80 events, 80 rows (0 repeated); 0 of 320 values differ"));
    }
  }

  @Test
  void aTrainingSetIsMadeAndCheckedForLeaks() throws Exception {
    Path payments = folder.resolve("payments.csv");
    Path set = folder.resolve("training");
    run(
        0,
        "training-set",
        "--service=fraud@1",
        "--heap=512",
        "--spine=" + payments,
        "--output=" + set);
    String[] check = {"leak-check", "--service=fraud@1", "--training-set=" + set};
    assertThat(run(0, check), containsString(": 0 of 320 values differ"));

    // If this had really been known at that time, most rows of the card and the shop would see it.
    Files.writeString(payments, "late,c0,0,500,2026-05-06T08:00:00Z\n", StandardOpenOption.APPEND);
    assertThat(run(1, check), not(containsString(": 0 of 320 values differ")));
  }

  private String backfill(String... more) {
    List<String> arguments = new ArrayList<>(List.of("backfill", "--heap=512"));
    arguments.addAll(List.of(more));
    return run(0, arguments.toArray(String[]::new));
  }

  private String run(int expected, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--definitions=" + folder.resolve("shop.yaml"));
    arguments.add("--history=payments=" + folder.resolve("payments.csv"));
    out.getBuffer().setLength(0);
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    assertThat(err + out.toString(), code, is(expected));
    return out.toString();
  }
}
