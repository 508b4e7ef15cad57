package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.pipelines.backfill.LoadJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.online.TableLoad;
import io.twinstream.pipelines.trainingset.TrainingSetJob;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.status.Freshness;
import io.twinstream.stores.status.ViewStatus;
import io.twinstream.stores.status.ViewStatuses;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Loads of tables into a real online store. */
@Tag("slow")
class LoadJobTest extends LiveJobFixture {
  private static final String RISK = "merchant_risk@1";
  private static final String LIMITS = "limits@1";
  private static final ViewKey RISK_KEY = new ViewKey("payments", RISK);

  private static final String TABLES =
      """
      sources:
        merchant_risk:
          kind: table
          key: merchant_id
          loads: snapshot
          known: load
          schedule: 1d
          fields: {merchant_id: string, score: decimal(4), category: string}
          history: {format: csv}
        limits:
          kind: table
          key: merchant_id
          loads: changes
          order: version
          known: load
          schedule: 1d
          fields: {merchant_id: string, most: decimal(2), version: long}
          history: {format: csv}
      views:
        merchant_risk@1: {entity: merchant, source: merchant_risk, fields: {risk: score, category: category}}
        limits@1: {entity: merchant, source: limits, fields: {most: most}}
      """;

  private Project project;
  private final StringWriter said = new StringWriter();

  @Override
  void begin(int partitions) throws Exception {
    super.begin(partitions);
    Path both = Files.createDirectory(folder.resolve("definitions"));
    Files.move(definitions, both.resolve("payments.yaml"));
    Files.writeString(both.resolve("tables.yaml"), TABLES);
    definitions = both;
    project = Definitions.load(definitions);
  }

  private int load(InstantSource clock, String table, String csv, String... more)
      throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, table, ".csv"), csv);
    List<String> args = new ArrayList<>(arguments(table, file));
    args.addAll(List.of(more));
    args.add("--runner=DirectRunner"); // which starts faster than a cluster
    PrintWriter out = new PrintWriter(said, true);
    return JobMain.run(
        new LoadJob(clock, StoreAddress::redis), out, out, args.toArray(String[]::new));
  }

  private int load(String table, String csv, String... more) throws IOException {
    return load(clock, table, csv, more);
  }

  private List<String> arguments(String table, Path file) {
    return List.of(
        "--definitions=" + definitions,
        "--history=" + table + "=" + file,
        "--redis=" + stack.redis());
  }

  /** The values that readers see, by key. */
  private Map<String, String> values(String view) {
    CompiledView compiled = CompiledView.of(project, project.view(view));
    Map<String, String> values = new TreeMap<>();
    stack
        .store()
        .states()
        .scan(
            followed(view),
            (key, state) -> {
              boolean deleted = compiled.newest(state.newest(), state.bytes()) == Long.MIN_VALUE;
              values.put(key, deleted ? "" : compiled.evaluate(state.bytes(), 0).toString());
            });
    return values;
  }

  private Generation followed(String view) {
    return Expected.followed(stack.store(), view);
  }

  private ViewStatus status(ViewKey view) {
    ViewStatuses statuses =
        new ViewStatuses(stack.store(), InstantSource.system(), ViewStatuses.DEFAULT_BOUND);
    return Await.within(SOON, statuses.of(view));
  }

  private Freshness freshness(String view) {
    return status(new ViewKey("payments", view))
        .freshness(project.view(view).freshness().toMillis());
  }

  private OptionalLong number(Generation generation) {
    return Await.within(SOON, stack.store().generations().loadNumber(generation));
  }

  private List<Generation> generations() {
    return Await.within(SOON, stack.store().generations().list(RISK_KEY));
  }

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
            IntStream.range(0, 1_500_000)
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
    restore.addAll(List.of("--log=" + log, "--runner=DirectRunner"));
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

  /** Rows at each load, a millisecond before and after it; the values are those of the loads. */
  @Test
  void aTrainingSetSeesWhatWasLoadedBeforeEachRow() throws Exception {
    begin(1);
    String log = "--log=" + folder.resolve("log");
    String header = "merchant_id,score,category\n";
    List<Instant> at =
        List.of("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z").stream()
            .map(Instant::parse)
            .toList();
    assertThat(load(() -> at.get(0), "merchant_risk", header + "m1,0.1,a\nm2,0.2,a\n", log), is(0));
    assertThat(load(() -> at.get(1), "merchant_risk", header + "m2,0.3,b\n", log), is(0));
    assertThat(load(() -> at.get(2), "merchant_risk", header + "m1,0.4,c\nm2,0.5,c\n", log), is(0));
    StringBuilder spine = new StringBuilder("merchant_id,transaction_id,timestamp\n");
    for (String merchant : List.of("m1", "m2")) {
      for (Instant load : at) {
        for (int apart = -1; apart <= 1; apart++) {
          spine.append("%s,t,%s\n".formatted(merchant, load.plusMillis(apart)));
        }
      }
    }
    Files.writeString(
        definitions.resolve("service.yaml"), "services: {risk@1: {features: [merchant_risk.*]}}\n");
    PrintWriter out = new PrintWriter(said, true);
    int code =
        JobMain.run(
            new TrainingSetJob(),
            out,
            out,
            "--definitions=" + definitions,
            "--service=risk@1",
            "--history=merchant_risk=" + folder.resolve("log/merchant_risk"),
            "--spine=" + Files.writeString(folder.resolve("spine.csv"), spine),
            "--time=timestamp",
            "--output=" + folder.resolve("out"),
            "--runner=DirectRunner");
    assertThat(said.toString(), code, is(0));
    assertThat(
        said.toString(), containsString("table merchant_risk: a row is known since its load"));
    assertThat(
        Sql.rows(
            "SELECT merchant_id, risk, category FROM read_parquet('%s/**/*.parquet')"
                    .formatted(folder.resolve("out"))
                + " ORDER BY merchant_id, timestamp::TIMESTAMP"),
        contains(
            "m1|null|null",
            "m1|null|null",
            "m1|0.1|a", // the load itself is not known before it
            "m1|0.1|a",
            "m1|0.1|a",
            "m1|null|null", // deleted by the second snapshot
            "m1|null|null",
            "m1|null|null",
            "m1|0.4|c",
            "m2|null|null",
            "m2|null|null",
            "m2|0.2|a",
            "m2|0.2|a",
            "m2|0.2|a",
            "m2|0.3|b",
            "m2|0.3|b",
            "m2|0.3|b",
            "m2|0.5|c"));
  }

  @Test
  void aTrainingSetWithoutTheTimesOfLoadsIsRefused() throws Exception {
    begin(1);
    Files.writeString(
        definitions.resolve("service.yaml"), "services: {risk@1: {features: [merchant_risk.*]}}\n");
    Path plain = Files.writeString(folder.resolve("r.csv"), "merchant_id,score\nm1,0.5\n");
    Path spine =
        Files.writeString(
            folder.resolve("spine.csv"), "merchant_id,timestamp\nm1,2026-03-01T00:00:00Z\n");
    PrintWriter out = new PrintWriter(said, true);
    int code =
        JobMain.run(
            new TrainingSetJob(),
            out,
            out,
            "--definitions=" + definitions,
            "--service=risk@1",
            "--history=merchant_risk=" + plain,
            "--spine=" + spine,
            "--time=timestamp",
            "--output=" + folder.resolve("out"),
            "--runner=DirectRunner");
    assertThat(code, is(1));
    assertThat(
        said.toString(),
        containsString(
            "no column 'load', which loads of table 'merchant_risk' set; give the folder"));
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
