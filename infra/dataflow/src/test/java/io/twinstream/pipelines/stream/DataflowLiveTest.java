package io.twinstream.pipelines.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.event.TopicId;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.Topics;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.pipelines.dataflow.Dataflow;
import io.twinstream.pipelines.kafka.BrokerOptions;
import io.twinstream.pipelines.kafka.DeadLetterTopic;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.kafka.TopicRecords;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.pipelines.online.RunOptions;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ViewKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that Dataflow's runner translates the live pipeline. */
class DataflowLiveTest {
  private static final Path EXAMPLES = Path.of("../../transforms/examples");

  @TempDir static Path brokerFolder;
  @TempDir Path folder;

  private static Supervisor supervisor;
  private static KafkaBroker broker;

  @BeforeAll
  static void start() {
    supervisor = new Supervisor(StateDirectory.at(brokerFolder.resolve("kafka")));
    broker = KafkaBroker.start(supervisor, Installation.find());
  }

  @AfterAll
  static void stop() {
    supervisor.close();
  }

  private static ShippedProject project(String example) {
    return ShippedProject.of(Definitions.load(EXAMPLES.resolve(example)));
  }

  private static TopicId topic(String name) {
    broker.createTopic(name, 2, Map.of());
    try (Topics topics = Topics.connect(broker.bootstrapServers())) {
      return topics.describe(name).topic();
    }
  }

  private JsonNode translate(String example) {
    ShippedProject project = project(example);
    Map<String, LiveView> views = new LinkedHashMap<>();
    project
        .project()
        .views()
        .keySet()
        .forEach(
            id ->
                views.put(
                    id,
                    new LiveView(
                        new Generation(new ViewKey(project.project().name(), id), 1),
                        Long.MIN_VALUE,
                        Map.of(),
                        false)));
    Map<String, TopicRead> topics = new LinkedHashMap<>();
    for (String source : project.sources(List.copyOf(views.keySet()))) {
      TopicId topic = topic(project.project().source(source).topic());
      TreeMap<Integer, Long> begin = new TreeMap<>(Map.of(0, 0L, 1, 0L));
      topics.put(source, new TopicRead(topic, 2, begin, new TreeMap<>(), true, Clock.systemUTC()));
    }
    Path template = folder.resolve(example + ".json");
    DataflowPipelineOptions options = Dataflow.options(true, template);
    options.as(BrokerOptions.class).setKafka(broker.bootstrapServers());
    options.as(RunOptions.class).setOnlineStore("redis:6379");
    Pipeline pipeline = Pipeline.create(options);
    new StreamPipeline(
            project,
            List.copyOf(views.keySet()),
            new TopicEnds(
                project,
                views,
                topics,
                Optional.empty(),
                Map.of(),
                StoreAddress.redis("redis:6379"),
                TopicRecords.ofAtMost(1 << 20),
                broker.bootstrapServers()),
            Optional.of(
                new StreamPipeline.Logs(
                    folder.resolve("logs"), Duration.ofMinutes(1), Duration.ofHours(6), true)),
            DeadLetterTopic.of(broker.bootstrapServers(), Optional.of("letters"), List.of()),
            TopicRecords.ofAtMost(1 << 20))
        .setup(pipeline);
    return Dataflow.job(pipeline, template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fraud",
        "personalisation",
        "payments",
        "handbook",
        "handbook_risk",
        "retail",
        "clickstream"
      })
  void theLivePipelineOfEachExampleIsTranslated(String example) {
    JsonNode job = translate(example);
    assertThat(job.path("type").asText(), is("JOB_TYPE_STREAMING"));
    List<String> steps = Dataflow.steps(job);
    assertThat("an update finds steps by their names", Set.copyOf(steps), hasSize(steps.size()));
    project(example)
        .project()
        .views()
        .keySet()
        .forEach(
            id -> {
              assertThat(steps, hasItem("ComputeFeatures/" + id + "/AggregateView/Update"));
              assertThat(steps, hasItem(id + "/WriteOnline/Write"));
            });
  }

  /**
   * Else a job that is updated would lose the states of the steps that it does not find. Their
   * order says nothing.
   */
  @Test
  void itsStepsKeepTheirNames() throws IOException {
    try (var names = getClass().getResourceAsStream("dataflow-steps.txt")) {
      String expected = new String(names.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(
          Dataflow.steps(translate("payments")).stream().sorted().toList(),
          is(expected.lines().sorted().toList()));
    }
  }
}
