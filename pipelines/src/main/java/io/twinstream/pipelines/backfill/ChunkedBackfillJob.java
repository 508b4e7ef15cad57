package io.twinstream.pipelines.backfill;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.options.BackfillOptions;
import io.twinstream.pipelines.backfill.BackfillPipeline.RowsOutput;
import io.twinstream.pipelines.files.HistoryChunk;
import io.twinstream.pipelines.files.ReadStates;
import io.twinstream.pipelines.job.BoundedJob;
import io.twinstream.pipelines.online.Erasures;
import io.twinstream.pipelines.online.Generations;
import io.twinstream.pipelines.online.OnlineLoad;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.online.WriteOnline;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/**
 * The backfill job in chunks: runs one pipeline per chunk, and one for the online store at the end.
 */
final class ChunkedBackfillJob {
  private final ShippedProject project;
  private final List<String> views;
  private final BackfillOptions options;
  private final String rowSource;
  private final List<String> runner;
  private final InstantSource clock;
  private final PrintWriter out;
  private final PrintWriter err;

  ChunkedBackfillJob(
      ShippedProject project,
      List<String> views,
      BackfillOptions options,
      String rowSource,
      List<String> runner,
      InstantSource clock,
      PrintWriter out,
      PrintWriter err) {
    this.project = project;
    this.views = views;
    this.options = options;
    this.rowSource = rowSource;
    this.runner = runner;
    this.clock = clock;
    this.out = out;
    this.err = err;
    requireOptions();
  }

  private void requireOptions() {
    List<String> problems = new ArrayList<>();
    if (options.since.isPresent() && !options.since.get().equals("last")) {
      problems.add("--since accepts only last, not " + options.since.get());
    }
    if (options.output().isEmpty() && options.progress.isEmpty()) {
      problems.add(
          "without --output, --progress DIR is needed: the folder that stores the progress");
    }
    if (options.output().isPresent() && options.progress.isPresent()) {
      problems.add("--output stores the progress already: leave --progress out");
    }
    if (options.states.isPresent()) {
      problems.add("--states needs the history in one run: leave it out, or the chunks");
    }
    if (options.online && options.range.to.isPresent()) {
      problems.add("--online needs all of the history: leave --to out");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /**
   * Runs all chunks.
   *
   * @param address the online store that receives the final states; null for none
   */
  void run(StoreAddress address) throws IOException {
    long began = clock.millis();
    Map<String, String> history = new LinkedHashMap<>(options.history.bySource);
    ChunkRunner chunked =
        new ChunkRunner(
            project,
            views,
            new ChunkRunner.Request(
                what(),
                options.outputFolder().or(() -> options.progress).get(),
                history,
                options.maxRecordBytes(),
                options.range.from,
                options.range.to,
                options.chunk,
                options.since.isPresent(),
                options.deadLetters()));
    BackfillProgress done =
        chunked.run(
            this::compute,
            line -> {
              out.println(line);
              out.flush();
            });
    if (address != null && !done.chunks().isEmpty()) {
      writeOnline(done, chunked.states(done), address, began);
    }
  }

  /** A line that describes the computation: only an equal one can continue in the folder. */
  private String what() {
    Project of = project.project();
    List<String> parts = new ArrayList<>();
    for (String view : views) {
      long layout = new ShippedView(project, view).compiled().fingerprint();
      parts.add("%s %016x %s".formatted(view, layout, FeatureTable.fingerprint(of, view)));
    }
    if (options.output().isPresent()) {
      parts.add(options.rows().name().toLowerCase(Locale.ROOT));
      options
          .service()
          .ifPresent(
              service ->
                  parts.add(
                      "%s at %s %s"
                          .formatted(
                              service,
                              rowSource,
                              CompiledService.of(of, of.service(service)).fingerprint())));
      parts.add("with " + options.passThrough);
    }
    return String.join("; ", parts);
  }

  private void compute(HistoryChunk chunk, Optional<Path> rows, Path states) throws IOException {
    Optional<RowsOutput> output =
        options
            .output()
            .flatMap(wanted -> rows)
            .map(
                folder ->
                    new RowsOutput(
                        options.rows(),
                        options.service(),
                        rowSource,
                        options.passThrough,
                        folder,
                        Map.of()));
    runPipeline(
        new BackfillPipeline(
                project,
                views,
                Map.of(),
                output,
                Map.of(),
                null,
                Optional.of(states),
                Optional.empty(),
                options.maxRecordBytes(),
                Optional.of(chunk))
            ::setup);
  }

  private PipelineResult runPipeline(Consumer<Pipeline> setup) throws IOException {
    try (BoundedJob job = BoundedJob.create("twinstream-backfill-" + project.project().name())) {
      Pipeline pipeline = job.pipeline(runner);
      setup.accept(pipeline);
      return job.run(pipeline, List.of(), out);
    }
  }

  private void writeOnline(BackfillProgress done, Path states, StoreAddress address, long began)
      throws IOException {
    try (OnlineStore store = address.open();
        OnlineLoad load = new OnlineLoad(store, err)) {
      Erasures.beforeLoad(project.project(), views, options.kafka.brokers, store, err);
      for (String view : views) {
        ViewKey key = new ViewKey(project.project().name(), view);
        String fingerprint = project.view(view).fingerprintText();
        Generation into = load.into(key, fingerprint, options.newGeneration);
        if (Generations.isFollowed(store, into)) {
          HistoryCoverage.require(source(view), earliest(done, view), into, store);
        }
      }
      Map<String, Generation> generations = load.generations();
      PipelineResult result =
          runPipeline(
              pipeline ->
                  generations.forEach(
                      (id, into) -> {
                        ShippedView view = new ShippedView(project, id);
                        pipeline
                            .apply(id + "/ReadStates", ReadStates.of(view, states.resolve(id)))
                            .apply(id + "/WriteOnline", WriteOnline.of(view, into, address));
                      }));
      load.finish(view -> earliest(done, view), result, began);
      out.println("states are online: " + generations.values());
      out.flush();
    }
  }

  private String source(String view) {
    return project.project().view(view).source();
  }

  private long earliest(BackfillProgress done, String view) {
    return done.earliest().getOrDefault(source(view), Long.MAX_VALUE);
  }
}
