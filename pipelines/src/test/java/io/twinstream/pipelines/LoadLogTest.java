package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.pipelines.backfill.LoadJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the log of loads, and what later loads read from it. */
@Tag("slow")
class LoadLogTest extends LoadFixture {
  private List<String> logged() throws Exception {
    return Sql.rows(
        "SELECT load, merchant_id, score, deleted FROM read_parquet('%s/merchant_risk/*/*/*.parquet')"
                .formatted(folder.resolve("log"))
            + " ORDER BY load, merchant_id");
  }

  @Test
  void theLogKeepsTheRowsOfEachLoadAndTheKeysThatItDeletes() throws Exception {
    begin(1);
    String log = "--log=" + folder.resolve("log");
    String header = "merchant_id,score,category\n";
    assertThat(load("merchant_risk", header + "m1,0.5,food\nm2,0.25,\n", log), is(0));
    assertThat(load("merchant_risk", header + "m1,high,food\n", log), is(not(0)));
    assertThat(load("merchant_risk", header + "m2,0.75,toys\n", log), is(0));
    assertThat(
        logged(),
        contains("1|m1|0.5000|null", "1|m2|0.2500|null", "2|m1|null|true", "2|m2|0.7500|null"));
  }

  /** Then readers follow the load, and the log does not have it yet. */
  @Test
  void aLoadThatIsKilledBeforeItsLogAppearsIsLoggedByTheNext() throws Exception {
    begin(1);
    Path log = folder.resolve("log");
    String header = "merchant_id,score,category\n";
    assertThat(load("merchant_risk", header + "m1,0.5,food\n", "--log=" + log), is(0));
    Path first = log.resolve("merchant_risk/load-000001-" + followed(RISK).number());
    Files.move(first, first.resolveSibling("." + first.getFileName() + ".incomplete"));
    assertThat(load("merchant_risk", header + "m2,0.75,toys\n", "--log=" + log), is(0));
    assertThat(logged(), contains("1|m1|0.5000|null", "2|m1|null|true", "2|m2|0.7500|null"));
  }

  /** Else the rows of later loads would lose against those of earlier ones. */
  @Test
  void numbersContinueAfterTheStoreWasEmptied() throws Exception {
    begin(1);
    String log = "--log=" + folder.resolve("log");
    assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.5,food\n", log), is(0));
    assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.25,\n", log), is(0));
    flushAll();
    assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.75,\n", log), is(0));
    assertThat(number(followed(RISK)), is(OptionalLong.of(3)));
    assertThat(logged(), contains("1|m1|0.5000|null", "2|m1|0.2500|null", "3|m1|0.7500|null"));
  }

  @Test
  void changesToAnEmptiedStoreAreRefusedUntilTheLogIsRestored() throws Exception {
    begin(1);
    Path log = folder.resolve("log");
    String header = "merchant_id,most,version,deleted\n";
    assertThat(load("limits", header + "m1,10,5,\nm2,20,5,\n", "--log=" + log), is(0));
    assertThat(load("limits", header + "m2,,6,true\nm3,30,1,\n", "--log=" + log), is(0));
    Map<String, String> before = Expected.stored(stack.store(), LIMITS);
    flushAll();
    String changes = header + "m1,11,6,\n";
    assertThat(load("limits", changes, "--log=" + log), is(not(0)));
    assertThat(said.toString(), containsString("whose log has 2 loads, so these changes would be"));
    List<String> restore = new ArrayList<>(arguments("limits", log.resolve("limits")));
    PrintWriter out = new PrintWriter(said, true);
    int without =
        JobMain.run(
            new LoadJob(clock, StoreAddress::redis), out, out, restore.toArray(String[]::new));
    assertThat(said.toString(), without, is(2));
    assertThat(said.toString(), containsString("pass the folder above it as --log too"));
    restore.add("--log=" + log);
    restore.addAll(DIRECT);
    assertThat(
        JobMain.run(
            new LoadJob(clock, StoreAddress::redis), out, out, restore.toArray(String[]::new)),
        is(0));
    assertThat(Expected.stored(stack.store(), LIMITS), is(before)); // byte for byte
    assertThat(number(followed(LIMITS)), is(OptionalLong.of(2)));
    assertThat(load("limits", changes, "--log=" + log), is(0));
    assertThat(values(LIMITS), is(Map.of("m1", "[11.0]", "m2", "", "m3", "[30.0]")));
    assertThat(number(followed(LIMITS)), is(OptionalLong.of(3)));
  }

  @Test
  void theLogHasTheDeletesOfAStoreThatWasEmptied() throws Exception {
    begin(1);
    String log = "--log=" + folder.resolve("log");
    String header = "merchant_id,score,category\n";
    assertThat(load("merchant_risk", header + "m1,0.5,food\nm2,0.25,\n", log), is(0));
    flushAll();
    assertThat(load("merchant_risk", header + "m1,0.75,toys\n", log), is(0));
    assertThat(number(followed(RISK)), is(OptionalLong.of(2)));
    assertThat(
        logged(),
        contains("1|m1|0.5000|null", "1|m2|0.2500|null", "2|m1|0.7500|null", "2|m2|null|true"));
  }

  @Test
  void theLogHasDeletesThatTheStoreDoesNotKnow() throws Exception {
    begin(1);
    String log = "--log=" + folder.resolve("log");
    String header = "merchant_id,score,category\n";
    assertThat(load("merchant_risk", header + "m1,0.5,food\nm2,0.25,\n", log), is(0));
    assertThat(load("merchant_risk", header + "m1,0.5,food\n"), is(0)); // deletes m2, without a log
    assertThat(load("merchant_risk", header + "m1,0.5,food\n", log), is(0));
    assertThat(
        logged(),
        contains("1|m1|0.5000|null", "1|m2|0.2500|null", "3|m1|0.5000|null", "3|m2|null|true"));
  }
}
