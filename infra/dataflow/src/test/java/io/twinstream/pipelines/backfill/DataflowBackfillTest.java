package io.twinstream.pipelines.backfill;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.load.Definitions;
import io.twinstream.pipelines.dataflow.Dataflow;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ViewKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that Dataflow's runner translates the pipeline over history. */
class DataflowBackfillTest {
  private static final String DEFINITIONS =
      """
      project: shop
      sources:
        orders:
          topic: orders
          event_time: time
          event_id: id
          dedupe: true
          fields: {id: string, user: string, amount: decimal(2), time: timestamp}
          history: {format: json_lines}
      entities: {user: {key: user}}
      views:
        user_orders@1:
          entity: user
          source: orders
          ttl: 2d
          aggregations:
            - {name: count_1d, function: count, windows: 1d}
      services:
        buy@1: {features: [user_orders.*]}
      """;

  @TempDir Path folder;
  private ShippedProject project;
  private List<String> views;

  @BeforeEach
  void writeHistory() throws IOException {
    Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS);
    project = ShippedProject.of(Definitions.load(folder.resolve("shop.yaml")));
    views = List.copyOf(project.project().views().keySet());
    Files.writeString(
        Files.createDirectory(folder.resolve("history")).resolve("orders.jsonl"),
        "{\"id\": \"1\", \"user\": \"u\", \"amount\": 1, \"time\": \"2026-03-01T05:00:00Z\"}\n");
  }

  private JsonNode translate(Optional<String> service) {
    Map<String, Generation> generations = new LinkedHashMap<>();
    views.forEach(id -> generations.put(id, new Generation(new ViewKey("shop", id), 1)));
    Path template = folder.resolve("job.json");
    Pipeline pipeline = Pipeline.create(Dataflow.options(false, template));
    new BackfillPipeline(
            project,
            views,
            Map.of("orders", List.of(folder.resolve("history").toString())),
            Optional.of(
                new BackfillPipeline.RowsOutput(
                    Visibility.EXCLUSIVE,
                    service,
                    "orders",
                    List.of(),
                    folder.resolve("rows"),
                    Map.of())),
            service.isPresent() ? Map.of() : generations,
            StoreAddress.redis("redis:6379"),
            Optional.of(folder.resolve("states")),
            Optional.of(folder.resolve("letters")),
            1 << 20,
            Optional.empty())
        .setup(pipeline);
    return Dataflow.job(pipeline, template);
  }

  @Test
  void rowsAndStatesOfViewsAreTranslated() {
    JsonNode job = translate(Optional.empty());
    assertThat(job.path("type").asText(), is("JOB_TYPE_BATCH"));
    List<String> steps = Dataflow.steps(job);
    assertThat(Set.copyOf(steps), hasSize(steps.size()));
    assertThat(steps, hasItem(containsString("user_orders@1/ReplayView")));
    assertThat(steps, hasItem(containsString("user_orders@1/WriteOnline")));
    assertThat(steps, hasItem(containsString("user_orders@1/WriteRows")));
  }

  @Test
  void rowsOfAServiceAreTranslated() {
    List<String> steps = Dataflow.steps(translate(Optional.of("buy@1")));
    assertThat(Set.copyOf(steps), hasSize(steps.size()));
    assertThat(steps, hasItem(containsString("buy@1")));
  }

  /** Shows that a translation can fail. */
  @Test
  void whatDataflowCannotRunIsRefused() {
    Path template = folder.resolve("sorted.json");
    Pipeline pipeline = Pipeline.create(Dataflow.options(true, template));
    pipeline
        .apply(GenerateSequence.from(0))
        .apply(WithKeys.<String, Long>of("all").withKeyType(TypeDescriptors.strings()))
        .apply(ParDo.of(new SortedFn()));
    assertThrows(UnsupportedOperationException.class, () -> Dataflow.job(pipeline, template));
  }

  private static final class SortedFn extends DoFn<KV<String, Long>, Long> {
    private static final long serialVersionUID = 1;

    @StateId("last")
    private final StateSpec<ValueState<Long>> last = StateSpecs.value();

    @RequiresTimeSortedInput
    @ProcessElement
    public void process(
        @Element KV<String, Long> element,
        @StateId("last") ValueState<Long> state,
        OutputReceiver<Long> out) {
      state.write(element.getValue());
      out.output(element.getValue());
    }
  }
}
