package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.load.Definitions;
import io.twinstream.pipelines.backfill.LoadJob;
import io.twinstream.pipelines.online.TableLoad;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.status.Freshness;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests loads of tables into a real online store. */
@Tag("slow")
class LoadJobTest extends LoadFixture {
  @Test
  void aSnapshotReplacesTheOneBeforeAndDeletesWhatItLacks() throws Exception {
    begin(1);
    assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.5,food\nm2,0.25,\n"), is(0));
    assertThat(values(RISK), is(Map.of("m1", "[0.5, food]", "m2", "[0.25, null]")));
    Generation first = followed(RISK);
    assertThat(number(first), is(OptionalLong.of(1)));
    assertThat(freshness(RISK), is(Freshness.FRESH));

    assertThat(load("merchant_risk", "merchant_id,score,category\nm2,0.75,toys\n"), is(0));
    assertThat(values(RISK), is(Map.of("m2", "[0.75, toys]")));
    assertThat(number(followed(RISK)), is(OptionalLong.of(2)));

    assertThat(load("merchant_risk", "merchant_id,score,category\nm3,1,x\n"), is(0));
    assertThat(values(RISK), is(Map.of("m3", "[1.0, x]")));
    assertThat("old generations are dropped", generations().contains(first), is(false));
    assertThat(generations().size(), is(2));
  }

  @Test
  void changesKeepWhatTheyDoNotNameAndTheGreatestVersionCounts() throws Exception {
    begin(1);
    assertThat(load("limits", "merchant_id,most,version\nm1,10,5\nm2,20,5\n"), is(0));
    assertThat(
        load("limits", "merchant_id,most,version,deleted\nm1,11,4,\nm2,,6,true\nm3,30,1,false\n"),
        is(0));
    assertThat(values(LIMITS), is(Map.of("m1", "[10.0]", "m2", "", "m3", "[30.0]")));
    assertThat(number(followed(LIMITS)), is(OptionalLong.of(2)));
    assertThat(load("limits", "merchant_id,most,version\n"), is(0)); // nothing has changed
    assertThat(values(LIMITS), is(Map.of("m1", "[10.0]", "m2", "", "m3", "[30.0]")));
    assertThat(number(followed(LIMITS)), is(OptionalLong.of(3)));
  }

  @Test
  void aTableIsStaleWhenTheNextLoadIsOverdue() throws Exception {
    begin(1);
    Instant past = Instant.now().minus(Duration.ofHours(25));
    assertThat(
        load(() -> past, "merchant_risk", "merchant_id,score,category\nm1,0.5,food\n"), is(0));
    assertThat(freshness(RISK), is(Freshness.STALE));
    Instant future = Instant.now().plus(Duration.ofHours(25));
    assertThat(
        load(() -> future, "merchant_risk", "merchant_id,score,category\nm1,0.5,food\n"), is(0));
    assertThat("which would be fresh for long", freshness(RISK), is(Freshness.CLOCKS_APART));
    assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.5,food\n"), is(0));
    assertThat(freshness(RISK), is(Freshness.FRESH));
  }

  @Test
  void rowsThatCannotBeReadRefuseTheLoad() throws Exception {
    begin(1);
    assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.5,food\n"), is(0));
    Generation before = followed(RISK);
    String spoiled = "merchant_id,score,category\nm1,high,food\nm2,0.25,\n";
    assertThat(load("merchant_risk", spoiled), is(not(0)));
    assertThat(said.toString(), containsString("1 rows of table 'merchant_risk' cannot be read"));
    assertThat(load("merchant_risk", "merchant_id,score,category\n"), is(not(0)));
    assertThat(said.toString(), containsString("has no rows, and would delete all of them"));
    assertThat(followed(RISK), is(before));
    assertThat(generations(), is(List.of(before)));
    Path letters = folder.resolve("letters");
    assertThat(load("merchant_risk", spoiled, "--dead-letters=" + letters), is(0));
    assertThat(values(RISK), is(Map.of("m2", "[0.25, null]")));
  }

  @Test
  void ofTwoLoadsAtOnceTheLaterOneIsRefused() throws Exception {
    begin(1);
    assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.5,food\n"), is(0));
    StringWriter err = new StringWriter();
    try (TableLoad slow =
        TableLoad.begin(
            stack.store(),
            ShippedProject.of(project),
            project.source("merchant_risk"),
            List.of(RISK),
            new TableLoad.Terms(clock.millis(), 0, false, false),
            new PrintWriter(err))) {
      assertThat(slow.load().number(), is(2L));
      assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.75,toys\n"), is(0));
      Generation winner = followed(RISK);
      assertThat(number(winner), is(OptionalLong.of(2)));
      String refused = "";
      try {
        slow.finish(view -> 1, view -> 5);
      } catch (StoreException e) {
        refused = e.getMessage();
      }
      assertThat(refused, containsString("another load of table 'merchant_risk' was completed"));
      assertThat(followed(RISK), is(winner));
    }
    assertThat(values(RISK), is(Map.of("m1", "[0.75, toys]")));
  }

  /** Enough rows that the process is killed while it writes them. */
  @Test
  void aLoadThatIsKilledHalfWayIsNeverSeen() throws Exception {
    begin(1);
    assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.5,food\n"), is(0));
    Generation before = followed(RISK);
    Path large =
        Files.writeString(
            folder.resolve("large.csv"),
            IntStream.range(0, 400_000)
                .mapToObj(i -> "m" + i + ",0.9,killed\n")
                .collect(Collectors.joining("", "merchant_id,score,category\n", "")));
    List<String> command = BoundedJobTest.java(folder);
    command.add(LoadJob.class.getName());
    command.addAll(arguments("merchant_risk", large));
    command.addAll(List.of("--flinkMaster=[local]", "--parallelism=2"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("killed.log").toFile())
            .start();
    try {
      awaitTrue(
          () -> !process.isAlive() || generations().size() > 1 && !partOf(generations()).isEmpty());
      assertThat(Files.readString(folder.resolve("killed.log")), process.isAlive(), is(true));
    } finally {
      process.destroyForcibly().waitFor();
    }
    Generation part = generations().get(1);
    assertThat(partOf(generations()).size(), is(greaterThan(0)));
    assertThat(followed(RISK), is(before));
    assertThat(values(RISK), is(Map.of("m1", "[0.5, food]")));

    assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.25,toys\n"), is(0));
    assertThat(said.toString(), containsString(part + " was begun by a load or a job"));
    assertThat(values(RISK), is(Map.of("m1", "[0.25, toys]")));
    assertThat(number(followed(RISK)), is(OptionalLong.of(2)));
  }

  private Map<String, String> partOf(List<Generation> generations) {
    return Expected.stored(stack.store(), generations.get(generations.size() - 1));
  }

  /** The flow that most teams begin with. */
  @Test
  void aLiveJobLeavesTablesAlone() throws Exception {
    begin(2);
    assertThat(load("merchant_risk", "merchant_id,score,category\nm1,0.5,food\n"), is(0));
    Generation loaded = followed(RISK);
    List<Transactions.Known> records = Transactions.records(5, 100);
    send(records, 2);
    assertThat(stream(), is(0));
    awaitTrue(
        () ->
            Await.within(SOON, stack.store().generations().pointer(new ViewKey("payments", CARDS)))
                .isPresent());
    awaitTrue(() -> !Expected.stored(stack.store(), CARDS).isEmpty());
    assertThat(Expected.stored(stack.store(), CARDS), is(not(anEmptyMap())));
    assertThat(followed(RISK), is(loaded));
    assertThat(generations(), is(List.of(loaded)));
    assertThat(freshness(RISK), is(Freshness.FRESH));
    assertThat(values(RISK), hasEntry("m1", "[0.5, food]"));
    assertThat(
        Await.within(SOON, stack.store().generations().pointer(new ViewKey("payments", LIMITS))),
        is(Optional.empty()));
    assertThat(stream("--views=" + RISK), is(2));
  }

  @Test
  void changesAreNoWholeTableForANewViewOrAnEmptiedStore() throws Exception {
    begin(1);
    String log = "--log=" + folder.resolve("log");
    String changes = "merchant_id,most,version\nm2,21,6\n";
    assertThat(load("limits", "merchant_id,most,version\nm1,10,5\nm2,20,5\n", log), is(0));
    Path tables = definitions.resolve("tables.yaml");
    Files.writeString(
        tables,
        Files.readString(tables)
            + "  limits@2: {entity: merchant, source: limits, fields: {most: most, version: version}}\n");
    project = Definitions.load(definitions);
    Generation before = followed(LIMITS);
    assertThat(load("limits", changes, log), is(not(0)));
    assertThat(said.toString(), containsString("limits@2 lacks rows of earlier loads"));
    assertThat(followed(LIMITS), is(before));
    assertThat(load("limits", changes, "--views=" + LIMITS, log), is(not(0)));
    assertThat(said.toString(), containsString("load all of them, without --views"));
    String all = "merchant_id,most,version\nm1,10,5\nm2,21,6\n";
    assertThat(load("limits", all, "--all-rows", log), is(0));
    assertThat(values("limits@2"), is(Map.of("m1", "[10.0, 5]", "m2", "[21.0, 6]")));
    assertThat(load("limits", "merchant_id,most,version\nm1,11,7\n", log), is(0));
    assertThat(values("limits@2"), is(Map.of("m1", "[11.0, 7]", "m2", "[21.0, 6]")));
    flushAll();
    assertThat(load("limits", changes, log), is(not(0)));
    assertThat(load("limits", all, "--all-rows", log), is(0));
    assertThat(number(followed(LIMITS)), is(OptionalLong.of(4)));
  }
}
