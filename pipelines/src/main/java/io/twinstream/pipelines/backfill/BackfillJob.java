package io.twinstream.pipelines.backfill;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.asof.Histories;
import io.twinstream.offline.log.lake.Lake;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.options.BackfillOptions;
import io.twinstream.pipelines.backfill.BackfillPipeline.RowsOutput;
import io.twinstream.pipelines.files.Counts;
import io.twinstream.pipelines.files.EarliestKnown;
import io.twinstream.pipelines.files.FeatureTables;
import io.twinstream.pipelines.job.BoundedJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.job.JobOutput;
import io.twinstream.pipelines.job.JobOutputs;
import io.twinstream.pipelines.job.Views;
import io.twinstream.pipelines.job.WritableFolder;
import io.twinstream.pipelines.online.Erasures;
import io.twinstream.pipelines.online.EvictionWarning;
import io.twinstream.pipelines.online.Generations;
import io.twinstream.pipelines.online.OnlineLoad;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.parquet.schema.Type;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The backfill job: computes features over history files. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    description = "Computes features of history files: rows, final states, or both.",
    footer = "Options of the runner follow as --name=value, such as --flinkMaster=HOST:PORT.")
public final class BackfillJob implements Callable<Integer> {
  private final InstantSource clock;
  private final Function<String, StoreAddress> stores;

  @Spec private CommandSpec spec;

  @Mixin private final BackfillOptions options = new BackfillOptions();
  @Unmatched private final List<String> runner = new ArrayList<>();

  /**
   * @param stores creates the address of the online store from the option {@code --redis}
   */
  public BackfillJob(Function<String, StoreAddress> stores) {
    this.clock = InstantSource.system();
    this.stores = stores;
  }

  public static void main(String[] args) {
    System.exit(JobMain.run(new BackfillJob(StoreAddress::redis), args));
  }

  @Override
  public Integer call() throws IOException {
    long began = clock.millis();
    Lake.pin(options.history.bySource);
    ShippedProject project = ShippedProject.of(options.definitions.load());
    List<String> views = views(project);
    requireHistory(project, views);
    options.states.ifPresent(WritableFolder::require);
    options.deadLetters().ifPresent(WritableFolder::require);
    if (options.inChunks()) {
      return inChunks(project, views);
    }
    if (!options.online) {
      run(project, views, Map.of(), null);
      return 0;
    }
    StoreAddress address =
        stores.apply(
            options.store.redis.orElseThrow(
                () -> new IllegalArgumentException("--online needs --redis HOST:PORT")));
    try (OnlineStore store = address.open();
        OnlineLoad load = new OnlineLoad(store, spec.commandLine().getErr())) {
      EvictionWarning.print(store, options.refusesEviction(), spec.commandLine().getErr());
      Erasures.beforeLoad(
          project.project(), views, options.kafka.brokers, store, spec.commandLine().getErr());
      for (String view : views) {
        ViewKey key = new ViewKey(project.project().name(), view);
        String fingerprint = project.view(view).fingerprintText();
        Generation into = load.into(key, fingerprint, options.newGeneration);
        requireCoverage(project.project(), view, into, store);
      }
      PipelineResult result = run(project, views, load.generations(), address);
      load.finish(
          view -> begins(project.project().bases(project.project().view(view).source()), result),
          result,
          began);
    }
    return 0;
  }

  /** Returns from when on there are events of all of these sources that have any. */
  private static long begins(Set<String> sources, PipelineResult result) {
    return sources.stream()
        .map(source -> EarliestKnown.in(result, source))
        .flatMapToLong(OptionalLong::stream)
        .max()
        .orElse(Long.MAX_VALUE);
  }

  /** For an existing generation. */
  private void requireCoverage(Project project, String view, Generation into, OnlineStore store) {
    if (Generations.isFollowed(store, into)) {
      project.requireNotEnriched(
          List.of(project.view(view)),
          "the states of "
              + into
              + " may have seen another history of what it looks up; pass"
              + " --new-generation");
      String source = project.view(view).source();
      HistoryCoverage.require(
          project,
          source,
          options.history.bySource.get(source),
          options.maxRecordBytes(),
          into,
          store);
    }
  }

  private int inChunks(ShippedProject project, List<String> views) throws IOException {
    project
        .project()
        .requireEvents(
            views.stream().map(project.project()::view).toList(),
            "it cannot be computed in chunks; compute all of its history in one run");
    ChunkedBackfillJob chunks =
        new ChunkedBackfillJob(
            project,
            views,
            options,
            rowSource(project, views),
            runner,
            clock,
            spec.commandLine().getOut(),
            spec.commandLine().getErr());
    StoreAddress address =
        options.online
            ? stores.apply(
                options.store.redis.orElseThrow(
                    () -> new IllegalArgumentException("--online needs --redis HOST:PORT")))
            : null;
    if (address != null) {
      try (OnlineStore store = address.open()) {
        EvictionWarning.print(store, options.refusesEviction(), spec.commandLine().getErr());
      }
    }
    chunks.run(address);
    return 0;
  }

  private List<String> views(ShippedProject shipped) {
    Project project = shipped.project();
    if (options.service().isPresent()) {
      return CompiledService.of(project, project.service(options.service().get())).views().stream()
          .map(View::id)
          .toList();
    }
    if (!options.views.ids.isEmpty()) {
      return Views.select(project, options.views.ids);
    }
    return project.views().values().stream()
        .filter(view -> options.history.bySource.keySet().containsAll(project.bases(view.source())))
        .map(View::id)
        .toList();
  }

  private void requireHistory(ShippedProject project, List<String> views) {
    Project of = project.project();
    Histories.require(of, project.sources(views), options.history.bySource);
    List<View> computed = views.stream().map(of::view).toList();
    Histories.requireKeys(of, computed, options.history.bySource);
    Histories.requireKnownOfLookups(of, computed, options.history.bySource);
    List<String> tables = views.stream().filter(view -> of.isOfTable(of.view(view))).toList();
    if (!tables.isEmpty() && (options.online || options.inChunks())) {
      throw new IllegalArgumentException(
          "views over tables, such as %s, are loaded with twinstream load; name the others with"
                  .formatted(String.join(", ", tables))
              + " --views");
    }
    if (options.output().isEmpty() && options.states.isEmpty() && !options.online) {
      throw new IllegalArgumentException(
          "nothing to do: ask for rows with --output, or for states with --online or --states");
    }
  }

  /** The source whose events get the rows of a service; null for rows of views. */
  private String rowSource(ShippedProject project, List<String> views) {
    Set<String> sources = project.ownSources(views);
    return options
        .service()
        .map(service -> Histories.sourceOfRows(project.project(), service, sources, options.at()))
        .orElse(null);
  }

  /** For each row of an event, the event's source. */
  private List<String> rowSources(ShippedProject project, List<String> views) {
    if (options.output().isEmpty()) {
      return List.of();
    }
    String at = rowSource(project, views);
    Project of = project.project();
    return at != null
        ? List.of(of.base(at))
        : views.stream().map(view -> of.base(of.view(view).source())).toList();
  }

  private PipelineResult run(
      ShippedProject project,
      List<String> views,
      Map<String, Generation> generations,
      StoreAddress store)
      throws IOException {
    Map<String, List<String>> history = new LinkedHashMap<>();
    options.history.bySource.forEach((source, path) -> history.put(source, List.of(path)));
    Optional<JobOutput> output =
        options
            .output()
            .map(name -> JobOutputs.of(name, FeatureTable.KIND, columns(project, views)));
    Optional<RowsOutput> rows =
        output.map(
            folder ->
                new RowsOutput(
                    options.rows(),
                    options.service(),
                    rowSource(project, views),
                    options.passThrough,
                    folder.whileWriting(),
                    folder.columnIds()));
    try (BoundedJob job = BoundedJob.create("twinstream-backfill-" + project.project().name())) {
      Pipeline pipeline = job.pipeline(runner);
      new BackfillPipeline(
              project,
              views,
              history,
              rows,
              generations,
              store,
              options.states,
              options.deadLetters(),
              options.maxRecordBytes(),
              Optional.empty())
          .setup(pipeline);
      PrintWriter out = spec.commandLine().getOut();
      PipelineResult result = job.run(pipeline, rowSources(project, views), out);
      Counts.of(result, project.sources(views)).forEach(out::println);
      Counts.ofEnriched(result, project.enriched(views)).forEach(out::println);
      List<View> of = views.stream().map(project.project()::view).toList();
      Histories.knownOfLookups(project.project(), of, options.history.bySource)
          .forEach(out::println);
      Lake.tables(options.history.bySource)
          .forEach((source, table) -> out.println(source + " read from " + table));
      output.map(JobOutput::finish).filter(Lake::isTable).ifPresent(out::println);
      return result;
    } finally {
      output.ifPresent(JobOutput::abandon);
    }
  }

  /** The columns of the rows, if they go to one table. */
  private List<Type> columns(ShippedProject project, List<String> views) {
    FeatureTable layout;
    if (options.service().isPresent()) {
      layout =
          FeatureTables.of(
              project, options.service().get(), rowSource(project, views), options.passThrough);
    } else if (views.size() == 1) {
      layout = FeatureTables.of(new ShippedView(project, views.get(0)), options.passThrough);
    } else if (options.output().filter(Lake::isTable).isPresent()) {
      throw new IllegalArgumentException(
          "a table has the rows of one view or service, not of the views %s; name one with --views"
                  .formatted(views)
              + " or --service");
    } else {
      return List.of();
    }
    return layout.writer(Path.of("")).types();
  }
}
