package io.twinstream.pipelines;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.pipelines.backfill.LoadJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.status.Freshness;
import io.twinstream.stores.status.ViewStatus;
import io.twinstream.stores.status.ViewStatuses;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The common parts of tests of loads of tables: definitions, loads, and what readers see. */
abstract class LoadFixture extends LiveJobFixture {
  static final String RISK = "merchant_risk@1";
  static final String LIMITS = "limits@1";
  static final ViewKey RISK_KEY = new ViewKey("payments", RISK);

  static final String TABLES =
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

  /** It starts faster than a cluster; with more threads, it spins while they are busy. */
  static final List<String> DIRECT = List.of("--runner=DirectRunner", "--targetParallelism=1");

  Project project;
  final StringWriter said = new StringWriter();

  @Override
  void begin(int partitions) throws Exception {
    super.begin(partitions);
    Path both = Files.createDirectory(folder.resolve("definitions"));
    Files.move(definitions, both.resolve("payments.yaml"));
    Files.writeString(both.resolve("tables.yaml"), TABLES);
    definitions = both;
    project = Definitions.load(definitions);
  }

  int load(InstantSource clock, String table, String csv, String... more) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, table, ".csv"), csv);
    List<String> args = new ArrayList<>(arguments(table, file));
    args.addAll(List.of(more));
    args.addAll(DIRECT);
    PrintWriter out = new PrintWriter(said, true);
    return JobMain.run(
        new LoadJob(clock, StoreAddress::redis), out, out, args.toArray(String[]::new));
  }

  int load(String table, String csv, String... more) throws IOException {
    return load(clock, table, csv, more);
  }

  List<String> arguments(String table, Path file) {
    return List.of(
        "--definitions=" + definitions,
        "--history=" + table + "=" + file,
        "--redis=" + stack.redis());
  }

  /** The values that readers see, by key. */
  Map<String, String> values(String view) {
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

  Generation followed(String view) {
    return Expected.followed(stack.store(), view);
  }

  ViewStatus status(ViewKey view) {
    ViewStatuses statuses =
        new ViewStatuses(stack.store(), InstantSource.system(), ViewStatuses.DEFAULT_BOUND);
    return Await.within(SOON, statuses.of(view));
  }

  Freshness freshness(String view) {
    return status(new ViewKey("payments", view))
        .freshness(project.view(view).freshness().toMillis());
  }

  OptionalLong number(Generation generation) {
    return Await.within(SOON, stack.store().generations().loadNumber(generation));
  }

  List<Generation> generations() {
    return Await.within(SOON, stack.store().generations().list(RISK_KEY));
  }
}
