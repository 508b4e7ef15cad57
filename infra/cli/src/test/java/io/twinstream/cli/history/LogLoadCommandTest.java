package io.twinstream.cli.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.cli.Main;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.testkit.Shop;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.offline.postgres.RunningPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LogLoadCommandTest {
  private static final long START = 1_770_000_000_000L;

  @RegisterExtension static final RunningPostgres POSTGRES = new RunningPostgres();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void rows() throws Exception {
    POSTGRES.server().run("DROP SCHEMA IF EXISTS shop CASCADE");
    Shop.write(folder);
    Project project = Shop.PROJECT;
    CompiledView view = CompiledView.of(project, project.view("spend@1"));
    List<EventFeatures> rows = new ArrayList<>();
    EntityState state = view.empty();
    for (int i = 0; i < 20; i++) {
      Instant time = Instant.ofEpochMilli(START + i * 60_000L);
      long ts = time.toEpochMilli();
      Event event = Shop.payment(i, Shop.json("p" + i, "c", 1, "0.1" + i % 10, time), time);
      state = view.add(state, event);
      rows.add(new EventFeatures(event, ts, state.count(), view.evaluate(state, ts)));
    }
    new FeatureTable(
            project.source("payments"),
            List.of("card"),
            List.of("amount"),
            view.names(),
            view.types(),
            Map.of(
                "twinstream.view",
                "spend@1",
                "twinstream.fingerprint",
                FeatureTable.fingerprint(project, "spend@1")))
        .writer(folder.resolve("rows/spend@1"))
        .write(rows);
  }

  @Test
  void loadedRowsAnswerAsTheFilesDo() {
    String[] load = {
      "log", "load", folder.resolve("rows").toString(), "--to=" + POSTGRES.server().url()
    };
    assertThat(run(0, load), containsString("spend@1: 1 new files, 20 rows"));
    assertThat(
        run(0, load, "--json"),
        containsString(
            "{\"files\":0,\"files_loaded_before\":1,\"rows\":0,\"rows_left_out\":0,\"table\":\"spend@1\"}"));
    String[] ask = {
      "features", "as-of", "--features=spend.*", "--entity=card=c", "--as-of=2026-02-02T02:49:30Z"
    };
    String files = run(0, ask, "--logged=" + folder.resolve("rows"));
    assertThat(files, containsString("count_1h"));
    assertThat(run(0, ask, "--logged=" + POSTGRES.server().url()), is(files));
  }

  @Test
  void unreachableDatabasesAreReported() {
    String[] load = {"log", "load", folder.resolve("rows").toString()};
    run(3, load, "--to=postgresql://127.0.0.1:1/x");
    assertThat(err.toString(), containsString("check that the server is running"));
    run(2, load, "--to=postgresql://ann:s3cret@127.0.0.1/x");
    assertThat(err.toString(), allOf(containsString("PGPASSWORD"), not(containsString("s3cret"))));
    run(3, new String[] {"log", "load", folder.toString()}, "--to=" + POSTGRES.server().url());
    assertThat(err.toString(), containsString("no rows of features in"));
  }

  private String run(int code, String[] some, String... more) {
    List<String> arguments = new ArrayList<>(List.of(some));
    arguments.add("--definitions=" + folder.resolve("shop.yaml"));
    arguments.addAll(List.of(more));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    assertThat(err.toString(), exit, is(code));
    return out.toString();
  }
}
