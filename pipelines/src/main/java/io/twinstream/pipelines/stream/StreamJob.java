package io.twinstream.pipelines.stream;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.ConsumerGroup;
import io.twinstream.kafka.Topics;
import io.twinstream.options.KafkaOption;
import io.twinstream.options.RedisOption;
import io.twinstream.options.StreamOptions;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.job.JobOptions;
import io.twinstream.pipelines.job.Runner;
import io.twinstream.pipelines.job.Views;
import io.twinstream.pipelines.job.WritableFolder;
import io.twinstream.pipelines.kafka.BrokerOptions;
import io.twinstream.pipelines.kafka.DeadLetterTopic;
import io.twinstream.pipelines.kafka.LiveInput;
import io.twinstream.pipelines.kafka.ReadTopicWithKafkaIo;
import io.twinstream.pipelines.kafka.ReaderOptions;
import io.twinstream.pipelines.kafka.TopicRecords;
import io.twinstream.pipelines.metrics.MetricsOptions;
import io.twinstream.pipelines.online.BegunGenerations;
import io.twinstream.pipelines.online.EvictionWarning;
import io.twinstream.pipelines.online.Generations;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.pipelines.online.RunOptions;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.stream.StreamPipeline.Logs;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The live job: computes features over Kafka topics, and keeps the states in the online store. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    description = "Computes features of Kafka topics and keeps them in the online store.",
    footer = "Options of the runner follow as --name=value, such as --flinkMaster=HOST:PORT.")
public final class StreamJob implements Callable<Integer> {
  private static final DateTimeFormatter RUN_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final Clock clock;
  private final Function<String, StoreAddress> stores;

  @Spec private CommandSpec spec;

  @Mixin private final StreamOptions options = new StreamOptions();
  @Mixin private final KafkaOption brokers = new KafkaOption();
  @Mixin private final RedisOption redis = new RedisOption();
  @Unmatched private final List<String> runner = new ArrayList<>();

  /**
   * @param stores creates the address of the online store from the option {@code --redis}
   */
  public StreamJob(Clock clock, Function<String, StoreAddress> stores) {
    this.clock = clock;
    this.stores = stores;
  }

  public static void main(String[] args) {
    System.exit(JobMain.run(new StreamJob(Clock.systemUTC(), StoreAddress::redis), args));
  }

  @Override
  public Integer call() {
    StoreAddress store = stores.apply(redis.require());
    brokers.require();
    WritableFolder.require(options.checkpoints.require());
    ShippedProject project = ShippedProject.of(definitions(store));
    List<String> views = Views.selectLive(project.project(), options.views.ids);
    options.replaceLoaded.forEach(project.project()::view);
    ConsistentOptions.require(options, runner);
    options.output.ifPresent(WritableFolder::require);
    try (OnlineStore online = store.open()) {
      run(project, views, store, online);
    }
    return 0;
  }

  private void run(
      ShippedProject project, List<String> views, StoreAddress store, OnlineStore online) {
    PrintWriter err = spec.commandLine().getErr();
    Path checkpoints = options.checkpoints.require();
    EvictionWarning.print(online, options.refusesEviction(), err);
    Optional<Path> checkpoint =
        options.restore.flatMap(which -> new Checkpoints(checkpoints).findOrFresh(which, views));
    Optional<JobManifest> earlier = checkpoint.map(Checkpoints::manifest);
    List<String> sources = List.copyOf(project.sources(views));
    EnrichedViews enriched = EnrichedViews.of(project.project(), views);
    options.bootstrap.ifPresent(logs -> enriched.requireNone());
    if (options.bootstrap.isPresent() || options.asServed) {
      ofVersions(project.project(), views);
    }
    sources(project, sources).forEach(records()::require);
    LiveInput input = input(project, views, sources, earlier);
    enriched.requireOrder(input.topics());
    JobManifest asked =
        new JobManifest(
            Map.of(),
            Map.of(),
            fingerprints(project, views),
            input.partitions(),
            logs(),
            input.first(),
            earlier.map(JobManifest::until).orElseGet(input::until),
            input.bootstrap());
    earlier.ifPresent(then -> then.requireRestorable(asked));

    Path run = checkpoints.resolve(RUN_NAME.format(clock.instant()));
    Map<String, Long> eventsFrom =
        earlier
            .map(JobManifest::eventsFrom)
            .orElseGet(() -> input.eventsFrom(project.project(), views, records()));
    PipelineOptions runnerOptions =
        options(
            project.project(),
            views,
            run,
            checkpoint,
            options.output.or(() -> input.bootstrap().map(Bootstrap::logs)));
    JobGenerations where = new JobGenerations(project, brokers.require(), online);
    try (BegunGenerations begun = new BegunGenerations(online, err)) {
      Map<String, Generation> generations =
          earlier.isPresent()
              ? where.restored(earlier.get())
              : where.begin(eventsFrom, input, begun);
      asked.in(generations, eventsFrom).write(run);
      Pipeline pipeline = Pipeline.create(runnerOptions);
      new StreamPipeline(
              project,
              views,
              new TopicEnds(
                  project,
                  views(
                      project.project(),
                      generations,
                      eventsFrom,
                      input,
                      online,
                      earlier.isPresent()),
                  input.topics(),
                  input.bootstrap(),
                  asked.until(),
                  store,
                  records(),
                  brokers.require()),
              options.output.map(
                  folder ->
                      new Logs(folder, options.logInterval(), options.logKeep, options.asServed)),
              DeadLetterTopic.of(
                  brokers.require(), options.deadLetterTopic.name, sources(project, sources)),
              records())
          .setup(pipeline);
      PipelineResult running = pipeline.run();
      begun.keep();
      await(ProjectDefinitions.publish(project.project(), online));
      if (earlier.isEmpty() && options.bootstrap.isEmpty()) {
        generations.values().forEach(each -> Generations.followIfFirst(online, each));
      }
      Runner.of(runner).await(running);
    }
  }

  private Map<String, LiveView> views(
      Project project,
      Map<String, Generation> generations,
      Map<String, Long> eventsFrom,
      LiveInput input,
      OnlineStore store,
      boolean restored) {
    Map<String, LiveView> views = new LinkedHashMap<>();
    generations.forEach(
        (id, generation) ->
            views.put(
                id,
                new LiveView(
                    generation,
                    eventsFrom.getOrDefault(id, Long.MIN_VALUE),
                    input.beginsAt(project.base(project.view(id).source())),
                    options.replaceLoaded.contains(id))));
    if (restored) {
      warnOfDeletedRecords(store, generations, input);
    }
    views.replaceAll((id, view) -> view.asRead(await(store.progress().readTo(view.generation()))));
    views.values().forEach(view -> view.staysBehind(store).ifPresent(out()::println));
    out().flush();
    return views;
  }

  private void warnOfDeletedRecords(
      OnlineStore store, Map<String, Generation> generations, LiveInput input) {
    try (Topics kafka = Topics.connect(brokers.require())) {
      PrintWriter err = spec.commandLine().getErr();
      DeletedRecords.print(kafka, store, input.topics().values(), generations.values(), err);
    }
  }

  private TopicRecords records() {
    return TopicRecords.of(options.maxRecordBytes(), options.schemaRegistry.url);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private Project definitions(StoreAddress address) {
    Optional<String> applied = AppliedDefinitions.project(options.definitions.given());
    if (applied.isEmpty()) {
      return options.definitions.load();
    }
    try (OnlineStore store = address.open()) {
      return Definitions.parse(
          store.definitions().requireApplied(applied.get(), ANSWER_WITHIN).files());
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(ANSWER_WITHIN, stage);
  }

  private LiveInput input(
      ShippedProject project,
      List<String> views,
      List<String> names,
      Optional<JobManifest> earlier) {
    List<Source> sources = sources(project, names);
    try (Topics kafka = Topics.connect(brokers.require())) {
      sources.forEach(each -> each.deadLetters().ifPresent(to -> kafka.describe(to.name())));
      views.stream()
          .flatMap(view -> project.project().view(view).featuresTopic().stream())
          .forEach(to -> kafka.describe(to.name()));
      Optional<Bootstrap> bootstrap =
          earlier.isPresent()
              ? earlier.get().bootstrap()
              : options.bootstrap.map(logs -> Bootstrap.of(logs, sources, kafka));
      LiveInput input = LiveInput.of(kafka, brokers.require(), sources, bootstrap, clock);
      return earlier.map(then -> input.from(then.first())).orElse(input);
    }
  }

  private static List<Source> sources(ShippedProject project, List<String> names) {
    return names.stream().map(project.project()::source).toList();
  }

  private static void ofVersions(Project project, List<String> views) {
    project.requireEvents(
        views.stream().map(project::view).filter(view -> !project.isEnriched(view)).toList(),
        "start a job of its own with --views, without --bootstrap and --as-served: it reads the"
            + " topic from its beginning");
  }

  private static Map<String, Long> fingerprints(ShippedProject project, List<String> views) {
    Map<String, Long> fingerprints = new TreeMap<>();
    views.forEach(view -> fingerprints.put(view, EnrichedViews.layout(project, view)));
    return fingerprints;
  }

  private Set<String> logs() {
    Set<String> logs = new TreeSet<>();
    options.output.ifPresent(folder -> logs.addAll(List.of("events", "dead_letters")));
    if (options.asServed) {
      logs.add("as_served");
    }
    return logs;
  }

  /**
   * @param logs an archive of the topics
   */
  private PipelineOptions options(
      Project project,
      List<String> views,
      Path run,
      Optional<Path> checkpoint,
      Optional<Path> logs) {
    PipelineOptionsFactory.register(ReaderOptions.class); // which the user may give
    PipelineOptions all = JobOptions.live("twinstream-" + project.name(), runner, run, checkpoint);
    BrokerOptions kafka = all.as(BrokerOptions.class);
    kafka.setKafka(brokers.require());
    Optional<String> group =
        Optional.of(ConsumerGroup.name(project.name(), views))
            .filter(name -> !ReadTopicWithKafkaIo.isUsed(all)) // it reports no positions
            .flatMap(options.consumerGroup::name);
    group.ifPresent(kafka::setConsumerGroup);
    group.ifPresent(name -> out().println("positions go to the consumer group " + name));
    RunOptions own = all.as(RunOptions.class);
    own.setOnlineStore(redis.require());
    options.schemaRegistry.url.ifPresent(own::setSchemaRegistry);
    own.setSelfHeal(!options.noSelfHeal);
    options.metrics.ifPresent(all.as(MetricsOptions.class)::setMetrics);
    logs.ifPresent(folder -> own.setLogs(folder.toAbsolutePath().toString()));
    return all;
  }
}
