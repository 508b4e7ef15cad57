package io.twinstream.pipelines.trainingset;

import io.twinstream.beam.ComputeService;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.offline.log.asof.Histories;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.history.KeptColumns;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.history.SpineReader;
import io.twinstream.offline.log.history.SpineRefusals;
import io.twinstream.offline.log.lake.Lake;
import io.twinstream.offline.log.table.Folders;
import io.twinstream.offline.log.table.SplitRule;
import io.twinstream.offline.log.trainingset.TrainingReport;
import io.twinstream.offline.log.trainingset.TrainingTable;
import io.twinstream.options.TrainingSetOptions;
import io.twinstream.options.TrainingSetOptions.Partitioning;
import io.twinstream.pipelines.files.Counts;
import io.twinstream.pipelines.files.TableSpec;
import io.twinstream.pipelines.job.BoundedJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.job.JobOutput;
import io.twinstream.pipelines.job.JobOutputs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.parquet.schema.Type;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * The training set job: computes the features of a service for the rows of a spine, each as of its
 * time.
 */
@Command(
    name = "training-set",
    mixinStandardHelpOptions = true,
    description = "Computes the features of a service for the rows of a spine.")
public final class TrainingSetJob implements Callable<Integer> {
  private static final int REFUSED_SHOWN = 5;

  /** The number of groups of files if rows have no folders. */
  private static final int RUNS = 64;

  @Spec private CommandSpec spec;

  @Mixin private final TrainingSetOptions options = new TrainingSetOptions();
  @Unmatched private final List<String> runner = new ArrayList<>();

  public static void main(String[] args) {
    System.exit(JobMain.run(new TrainingSetJob(), args));
  }

  @Override
  public Integer call() throws IOException {
    Lake.pin(options.history.bySource);
    options.spine.spine = Lake.pinned(options.spine.spine);
    Project project = options.definitions.load();
    CompiledService service = CompiledService.of(project, project.service(options.service.service));
    Set<String> sources = new LinkedHashSet<>();
    Set<String> own = new LinkedHashSet<>();
    for (View view : service.views()) {
      own.add(view.source());
      sources.addAll(project.bases(view.source()));
    }
    if (options.asOccurred) {
      project.requireEvents(service.views(), "leave --as-occurred out");
    }
    Histories.require(project, sources, options.history.bySource);
    Histories.requireKeys(project, service.views(), options.history.bySource);
    Histories.requireKnownOfLookups(project, service.views(), options.history.bySource);
    String at = Histories.sourceOfRows(project, options.service.service, own, options.service.at);
    if (options.rows() == Visibility.SELF && project.enriched().containsKey(at)) {
      throw new IllegalArgumentException(
          "the rows of a spine lack the looked-up values of the enriched source '%s': pass --rows"
                  .formatted(at)
              + " exclusive or inclusive");
    }
    Spine.Request rows = rows(project, service, at);
    Spine spine = SpineReader.read(rows);
    Optional<SplitRule> split = split(spine);
    ShippedProject shipped = ShippedProject.of(spine.in(project));
    boolean apart =
        service.views().stream().anyMatch(v -> project.isEnriched(v) || project.isOfChanges(v));
    Optional<String> once =
        Optional.of(at).filter(source -> !apart && isHistory(spine, project.source(at)));
    ComputeService compute = compute(shipped, spine, at);
    TrainingTable table = table(service, spine, split, rows.footer());
    // Refuses an output that cannot be written, before anything is computed.
    List<Type> columns = table.writer(Path.of("")).types();
    SpineRefusals.requireNone(spine, options.maxRecordBytes());
    JobOutput output = JobOutputs.of(options.spine.output, TrainingTable.KIND, columns);
    try (BoundedJob job = BoundedJob.create("twinstream-training-" + project.name())) {
      Path refused = job.file("refused");
      Map<String, String> history = new LinkedHashMap<>(options.history.bySource);
      history.keySet().retainAll(sources);
      once.ifPresent(history::remove);
      Pipeline pipeline = job.pipeline(runner);
      new TrainingSetPipeline(
              shipped,
              options.service.service,
              once.isPresent() ? compute.withAllEvents() : compute,
              history,
              options.spine.spine,
              spine.kept(),
              once,
              TableSpec.ofTraining(output.whileWriting(), table).withColumnIds(output.columnIds()),
              refused,
              options.maxRecordBytes())
          .setup(pipeline);
      PipelineResult result = job.run(pipeline, List.of(), spec.commandLine().getOut());
      requireAll(refused);
      Histories.knownOfTables(project, sources).forEach(spec.commandLine().getOut()::println);
      Histories.knownOfLookups(project, service.views(), options.history.bySource)
          .forEach(spec.commandLine().getOut()::println);
      Counts.of(result, sources).forEach(spec.commandLine().getOut()::println);
      Counts.ofEnriched(result, shipped.enriched(ids(service)))
          .forEach(spec.commandLine().getOut()::println);
      report(service, split, result, output.whileWriting());
      String written = output.finish();
      if (Lake.isTable(written)) {
        spec.commandLine().getOut().println("snapshot: " + written);
      }
    } finally {
      output.abandon();
    }
    return 0;
  }

  private Spine.Request rows(Project project, CompiledService service, String at) {
    boolean areEvents = options.rows() == Visibility.SELF;
    return Spine.Request.of(project, service, options.spine.spine, at, areEvents)
        .withTime(options.spine.time)
        .withTexts(options.spine.zone, options.spine.timePattern)
        .without(options.spine.drop)
        .withFeatures(service);
  }

  /** Whether the spine is the history of its rows' source, so that it is read only once. */
  private boolean isHistory(Spine spine, Source events) {
    return options.rows() == Visibility.SELF
        && spine.isAllOf(events, options.spine.spine, options.history.bySource.get(events.name()));
  }

  private Optional<SplitRule> split(Spine spine) {
    if (options.split.isEmpty()) {
      if (options.splitBy.isPresent() || options.partitionBy == Partitioning.SPLIT) {
        throw new IllegalArgumentException(
            "--split-by and --partition-by split need --split; " + "pass it too");
      }
      return Optional.empty();
    }
    Optional<Integer> slot = options.splitBy.map(spine::slot);
    return Optional.of(SplitRule.parse(options.split.get(), options.seed(), slot));
  }

  private ComputeService compute(ShippedProject project, Spine spine, String at) {
    ComputeService compute =
        ComputeService.atSpine(
            project,
            options.service.service,
            Spine.NAME,
            Optional.of(at),
            options.rows(),
            spine.columns().stream().map(KeptColumns.Column::field).toList());
    return options.asOccurred ? compute.withOccurredTime() : compute;
  }

  private TrainingTable table(
      CompiledService service, Spine spine, Optional<SplitRule> split, Map<String, String> readAs) {
    Folders<EventFeatures> folders =
        switch (options.partitionBy) {
          case DATE -> Folders.byDate(row -> row.event().ts());
          case SPLIT -> Folders.bySplit(split.orElseThrow());
          case NONE -> Folders.none(RUNS);
        };
    return new TrainingTable(
        spine.source().schema(),
        spine.kept(),
        service.names(),
        service.types(),
        split.orElse(null),
        folders,
        TrainingTable.footer(
            options.service.service,
            service,
            options.rows(),
            options.asOccurred,
            TrainingTable.withSnapshots(readAs, options.history.bySource, options.spine.spine)));
  }

  /** Refuses a spine with unreadable rows, so that a training set has all rows of the spine. */
  private static void requireAll(Path refused) {
    List<String> problems = new ArrayList<>();
    long[] count = new long[1];
    DeadLetterTable.read(
        refused,
        (DeadLetter letter) -> {
          if (count[0]++ < REFUSED_SHOWN) {
            problems.add(
                "row %,d of %s: %s"
                    .formatted(
                        letter.position().offset() + 1,
                        letter.position().origin(),
                        letter.detail()));
          }
        });
    if (count[0] > 0) {
      throw new HistoryException(
          "%,d rows of the spine cannot be read; fix them, or leave columns out with --drop:%n  %s"
              .formatted(count[0], String.join("\n  ", problems)));
    }
  }

  private static List<String> ids(CompiledService service) {
    return service.views().stream().map(View::id).toList();
  }

  private void report(
      CompiledService service, Optional<SplitRule> split, PipelineResult result, Path folder)
      throws IOException {
    Map<String, Long> differing = options.asOccurred ? differing(result) : Map.of();
    TrainingReport report = TrainingReport.of(folder, service.names(), split, differing);
    if (!Lake.isTable(options.spine.output)) {
      report.write(folder);
    }
    report.lines().forEach(spec.commandLine().getOut()::println);
  }

  private Map<String, Long> differing(PipelineResult result) {
    MetricsFilter ofService =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.inNamespace(options.service.service))
            .build();
    Map<String, Long> differing = new TreeMap<>();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(ofService).getCounters()) {
      String name = counter.getName().getName();
      if (name.startsWith(ComputeService.DIFFERING)) {
        differing.merge(
            name.substring(ComputeService.DIFFERING.length()), counter.getAttempted(), Long::sum);
      }
    }
    return differing;
  }
}
