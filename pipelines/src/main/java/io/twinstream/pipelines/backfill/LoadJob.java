package io.twinstream.pipelines.backfill;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.files.FilePaths;
import io.twinstream.offline.log.asof.Histories;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.lake.Lake;
import io.twinstream.options.LoadOptions;
import io.twinstream.pipelines.files.Counts;
import io.twinstream.pipelines.job.BoundedJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.job.Views;
import io.twinstream.pipelines.job.WritableFolder;
import io.twinstream.pipelines.online.Erasures;
import io.twinstream.pipelines.online.EvictionWarning;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.online.TableLoad;
import io.twinstream.stores.OnlineStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The load job: loads tables from files into the online store. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = "Loads tables from files into the online store.",
    footer = "Options of the runner follow as --name=value, such as --flinkMaster=HOST:PORT.")
public final class LoadJob implements Callable<Integer> {
  private final InstantSource clock;
  private final Function<String, StoreAddress> stores;

  @Spec private CommandSpec spec;

  @Mixin private final LoadOptions options = new LoadOptions();
  @Unmatched private final List<String> runner = new ArrayList<>();

  /**
   * @param stores creates the address of the online store from the option {@code --redis}
   */
  public LoadJob(InstantSource clock, Function<String, StoreAddress> stores) {
    this.clock = clock;
    this.stores = stores;
  }

  public static void main(String[] args) {
    System.exit(JobMain.run(new LoadJob(InstantSource.system(), StoreAddress::redis), args));
  }

  @Override
  public Integer call() throws IOException {
    Lake.pin(options.history.bySource);
    Project project = options.definitions.load();
    options.history.bySource.keySet().forEach(name -> requireTable(project.source(name)));
    options.deadLetters().ifPresent(WritableFolder::require);
    List<String> views = Views.select(project, options.views.ids);
    StoreAddress address = stores.apply(options.store.require());
    try (OnlineStore store = address.open()) {
      EvictionWarning.print(store, options.refusesEviction(), err());
      for (String table : options.history.bySource.keySet()) {
        load(project, project.source(table), views, store, address);
      }
    }
    return 0;
  }

  private static void requireTable(Source source) {
    if (!source.isTable()) {
      throw new IllegalArgumentException(
          "source '"
              + source.name()
              + "' is a stream of events: load its history with twinstream backfill --online");
    }
  }

  private void load(
      Project project, Source table, List<String> among, OnlineStore store, StoreAddress address)
      throws IOException {
    List<String> views =
        project.viewsOf(table.name()).stream().map(View::id).filter(among::contains).toList();
    if (views.isEmpty()) {
      throw new IllegalArgumentException(
          "no view reads table '" + table.name() + "', or --views names none of them");
    }
    Map<String, String> history = options.history.bySource;
    Histories.requireKeys(project, views.stream().map(project::view).toList(), history);
    if (options.log.isPresent() && views.size() < project.viewsOf(table.name()).size()) {
      throw new IllegalArgumentException(
          "the log of table '%s' is the history of all views over it: load all of them, without --views"
              .formatted(table.name()));
    }
    Erasures.beforeLoad(project, views, options.kafka.brokers, store, err());
    boolean restores = restores(table);
    long logged = options.log.map(folder -> LoggedLoads.of(folder, table).last()).orElse(0L);
    TableLoad.Terms terms = new TableLoad.Terms(clock.millis(), logged, restores, options.allRows);
    try (TableLoad load =
        TableLoad.begin(store, ShippedProject.of(project), table, views, terms, err())) {
      Source input = table.during(load.load());
      Optional<LoadLog> log =
          options.log.filter(folder -> !restores).map(folder -> LoadLog.begin(folder, input, load));
      try {
        PipelineResult result = run(project.with(input), input, log, load, address);
        requireAllRows(result, table);
        if (log.isPresent()) {
          log.get().addDeletes();
        }
        load.finish(result);
        log.ifPresent(LoadLog::complete);
      } finally {
        log.ifPresent(LoadLog::close);
      }
      out()
          .printf(
              "load %d of table %s is complete, %s: readers of %s follow it%n",
              load.load().number(),
              table.name(),
              table.table().orElseThrow().loads().name().toLowerCase(java.util.Locale.ROOT),
              String.join(", ", views));
      out().flush();
    }
  }

  /** Reports whether the input is the log of the table itself, for a store that was emptied. */
  private boolean restores(Source table) {
    String path = options.history.bySource.get(table.name());
    boolean own =
        !Lake.isTable(path)
            && options
                .log
                .map(folder -> LoggedLoads.folder(folder, table))
                .filter(log -> log.equals(FilePaths.of(path).toAbsolutePath().normalize()))
                .isPresent();
    if (!own && !Lake.isTable(path) && LoggedLoads.in(FilePaths.of(path)).last() > 0) {
      throw new IllegalArgumentException(
          path
              + " is the log of loads of a table: pass the folder above it as --log too, so that the"
              + " numbers of loads continue");
    }
    return own;
  }

  private PipelineResult run(
      Project project, Source table, Optional<LoadLog> log, TableLoad load, StoreAddress address)
      throws IOException {
    String path = options.history.bySource.get(table.name());
    try (BoundedJob job = BoundedJob.create("twinstream-load-" + project.name())) {
      Pipeline pipeline = job.pipeline(runner);
      new LoadPipeline(
              ShippedProject.of(project),
              table.name(),
              path,
              load.generations(),
              address,
              log.map(LoadLog::whileWriting),
              options.deadLetters(),
              options.maxRecordBytes())
          .setup(pipeline);
      PipelineResult result = job.run(pipeline, List.of(), out());
      Counts.of(result, List.of(table.name())).forEach(out()::println);
      Lake.tables(Map.of(table.name(), path))
          .forEach((source, read) -> out().println(source + " read from " + read));
      return result;
    }
  }

  /** A snapshot without a row deletes its key, and changes without one leave it as it was. */
  private void requireAllRows(PipelineResult result, Source table) {
    long refused = Counts.deadLetters(result, table.name());
    if (refused > 0 && options.deadLetters().isEmpty()) {
      throw new HistoryException(
          ("%,d rows of table '%s' cannot be read, so nothing is loaded: fix them, or write them to"
                  + " a folder with --dead-letters DIR and load the others")
              .formatted(refused, table.name()));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
