package io.twinstream.pipelines.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.event.TopicId;
import io.twinstream.features.load.Definitions;
import io.twinstream.pipelines.StepReport;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.online.Generations;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.ViewKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionList;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests a job whose checkpoint was taken before its sources were split: the runner reads nothing.
 */
class PublishProgressTest {
  private static final MemoryStore STORE = new MemoryStore(Clock.systemUTC());
  private static final long PART_READ = new StepReport.PartRead().toLong();
  private static final Duration A_WHILE = Duration.standardSeconds(1);

  @TempDir Path folder;

  @Test
  void anArchiveThatEndsBeforeAllPartsWereReadFailsTheJob() throws Exception {
    TestStream<Long> half =
        TestStream.create(VarLongCoder.of())
            .addElements(PART_READ)
            .advanceWatermarkTo(Instant.ofEpochMilli(1_000))
            .advanceProcessingTime(A_WHILE)
            .advanceWatermarkToInfinity();
    assertThat(failure(half), containsString("its archive is not read"));
  }

  @Test
  void aTopicThatEndsFailsTheJob() throws Exception {
    TestStream<Long> whole =
        TestStream.create(VarLongCoder.of())
            .addElements(PART_READ, PART_READ)
            .advanceWatermarkTo(Instant.ofEpochMilli(1_000))
            .advanceProcessingTime(A_WHILE)
            .advanceWatermarkTo(BoundedWindow.TIMESTAMP_MAX_VALUE.minus(Duration.millis(1)))
            .advanceProcessingTime(A_WHILE)
            .advanceWatermarkToInfinity();
    assertThat(failure(whole), containsString("its topic is not read"));
  }

  /** Of a job that begins with two parts of an archive. */
  private String failure(TestStream<Long> written) throws Exception {
    String yaml =
        """
        project: shop
        sources:
          pay: {topic: pay, event_time: time, fields: {card: string, time: timestamp}}
        entities: {card: {key: card}}
        views:
          spend@1:
            entity: card
            source: pay
            aggregations: [{name: count, function: count, windows: 1h}]
        """;
    Path file = Files.writeString(folder.resolve("shop.yaml"), yaml);
    ShippedView view = new ShippedView(ShippedProject.of(Definitions.load(file)), "spend@1");
    Map<String, Long> first = Map.of("pay#one/0", 0L);
    String fingerprint = view.compiled().fingerprintText();
    Generation generation =
        Generations.begin(STORE, new ViewKey("shop", "spend@1"), fingerprint, 0, first);
    TopicRead read =
        new TopicRead(
            new TopicId("pay", "one"),
            1,
            new TreeMap<>(Map.of(0, 0L)),
            new TreeMap<>(),
            false,
            Clock.systemUTC());
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    PCollectionList.of(pipeline.apply(written))
        .apply(
            "Publish",
            PublishProgress.of(
                    view, new LiveView(generation, 0, first, false), () -> STORE, first, read)
                .afterParts(2));
    return assertThrows(RuntimeException.class, () -> pipeline.run().waitUntilFinish())
        .getMessage();
  }
}
