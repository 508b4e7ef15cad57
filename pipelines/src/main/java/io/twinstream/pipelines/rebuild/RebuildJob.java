package io.twinstream.pipelines.rebuild;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.kafka.Topics;
import io.twinstream.options.RebuildOptions;
import io.twinstream.pipelines.job.BoundedJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.job.Views;
import io.twinstream.pipelines.kafka.TopicRecords;
import io.twinstream.pipelines.online.DamagedGeneration;
import io.twinstream.pipelines.online.Erasures;
import io.twinstream.pipelines.online.EvictionWarning;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.online.WriteOnline;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Fills generations that have lost states again from the archive and the topics, while the live job
 * continues to write them.
 *
 * <p>The live job writes an entity when it has an event. The states that were lost had events below
 * the current ends of the topics. So an entity either has all of its events below these ends, and
 * is written here completely, or has a later one, and is written completely by the live job. Of the
 * two, compare-and-set keeps the greater.
 */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description = "Fills an emptied online store from the archive and the topics.",
    footer = "Options of the runner follow as --name=value, such as --flinkMaster=HOST:PORT.")
public final class RebuildJob implements Callable<Integer> {
  private final Clock clock;
  private final Function<String, StoreAddress> stores;

  @Spec private CommandSpec spec;

  @Mixin private final RebuildOptions options = new RebuildOptions();
  @Unmatched private final List<String> runner = new ArrayList<>();

  /**
   * @param stores creates the address of the online store from the option {@code --redis}
   */
  public RebuildJob(Clock clock, Function<String, StoreAddress> stores) {
    this.clock = clock;
    this.stores = stores;
  }

  public static void main(String[] args) {
    System.exit(JobMain.run(new RebuildJob(Clock.systemUTC(), StoreAddress::redis), args));
  }

  @Override
  public Integer call() throws IOException {
    ShippedProject project = ShippedProject.of(options.definitions.load());
    List<String> views = Views.selectLive(project.project(), options.views.ids);
    if (options.views.ids.isEmpty()) {
      views =
          views.stream()
              .filter(id -> !project.project().isEnriched(project.project().view(id)))
              .filter(id -> !project.project().isOfChanges(project.project().view(id)))
              .toList();
    }
    project
        .project()
        .requireEvents(
            views.stream().map(project.project()::view).toList(),
            "its live job writes lost states again, or begin a fresh live job");
    StoreAddress address = stores.apply(options.store.require());
    try (OnlineStore store = address.open()) {
      EvictionWarning.print(store, options.refusesEviction(), spec.commandLine().getErr());
      Erasures.again(project.project(), options.kafka.require(), store);
      Map<String, DamagedGeneration> damaged = damaged(project, views, store);
      // Determined after the loss, so that everything that was lost is below these ends.
      List<String> sources = List.copyOf(project.sources(List.copyOf(damaged.keySet())));
      RebuildInput input = input(project.project(), sources);
      damaged.forEach(
          (view, which) -> requireCoverage(project.project(), view, which, input, store));
      long start = System.nanoTime();
      PipelineResult result = run(project, damaged, input, address);
      damaged.values().forEach(which -> which.finish(store));
      report(result, damaged, (System.nanoTime() - start) / 1e9);
    }
    return 0;
  }

  /** What to rebuild. Of all views, those are left out that a live job is filling already. */
  private Map<String, DamagedGeneration> damaged(
      ShippedProject project, List<String> views, OnlineStore store) {
    Map<String, DamagedGeneration> damaged = new LinkedHashMap<>();
    List<ViewKey> fresh = new ArrayList<>();
    for (String view : views) {
      ViewKey key = new ViewKey(project.project().name(), view);
      if (options.views.ids.isEmpty() && DamagedGeneration.isNew(store, key)) {
        fresh.add(key);
      } else {
        String fingerprint = project.view(view).fingerprintText();
        damaged.put(view, DamagedGeneration.of(store, key, fingerprint));
      }
    }
    for (ViewKey key : fresh) {
      spec.commandLine()
          .getErr()
          .printf("left out: %s has lost nothing, and readers follow no generation yet%n", key);
    }
    if (damaged.isEmpty()) {
      throw new IllegalArgumentException("nothing to rebuild: no view has lost states");
    }
    return damaged;
  }

  private RebuildInput input(Project project, List<String> names) {
    List<Source> sources = names.stream().map(project::source).toList();
    sources.forEach(records()::require);
    try (Topics kafka = Topics.connect(options.kafka.require())) {
      return RebuildInput.of(kafka, options.kafka.require(), sources, options.logs, clock);
    }
  }

  private void requireCoverage(
      Project project,
      String view,
      DamagedGeneration which,
      RebuildInput input,
      OnlineStore store) {
    Source source = project.source(project.view(view).source());
    input.requireAll(project, source, store, which.generation(), records());
  }

  private PipelineResult run(
      ShippedProject project,
      Map<String, DamagedGeneration> damaged,
      RebuildInput input,
      StoreAddress address)
      throws IOException {
    try (BoundedJob job = BoundedJob.create("twinstream-rebuild-" + project.project().name())) {
      Pipeline pipeline = job.pipeline(runner);
      new RebuildPipeline(project, damaged, input, address, records()).setup(pipeline);
      return job.run(pipeline, List.of(), spec.commandLine().getOut());
    }
  }

  private TopicRecords records() {
    return TopicRecords.of(options.maxRecordBytes(), options.schemaRegistry.url);
  }

  private void report(
      PipelineResult result, Map<String, DamagedGeneration> damaged, double seconds) {
    long all = 0;
    for (Map.Entry<String, DamagedGeneration> each : damaged.entrySet()) {
      long entities = WriteOnline.written(result, each.getKey());
      all += entities;
      spec.commandLine()
          .getOut()
          .printf("%s: %,d entities%n", each.getValue().generation(), entities);
    }
    spec.commandLine()
        .getOut()
        .printf("rebuilt %,d entities in %.1f s, %,.0f a second%n", all, seconds, all / seconds);
    spec.commandLine().getOut().flush();
  }
}
