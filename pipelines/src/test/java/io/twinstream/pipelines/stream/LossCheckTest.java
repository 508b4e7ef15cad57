package io.twinstream.pipelines.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.load.Definitions;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.PublishedDefinitions;
import io.twinstream.stores.ViewKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossCheckTest {
  private static final String YAML =
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

  private final MemoryStore store = new MemoryStore(Clock.systemUTC());
  @TempDir Path folder;
  private Project project;
  private LossCheck check;

  @BeforeEach
  void begin() throws Exception {
    project = Definitions.load(Files.writeString(folder.resolve("shop.yaml"), YAML));
    Generation begun = await(store.generations().begin(new ViewKey("shop", "spend@1"), "f1", 0));
    ShippedView view = new ShippedView(ShippedProject.of(project), "spend@1");
    check = new LossCheck(store, view, begun, "unused");
  }

  /** A reader may have recorded the loss, so that the job does not notice one. */
  @Test
  void definitionsThatTheStoreLostArePublishedAgain() {
    assertThat(check.hasErasures(), is(true));
    assertThat(published(), is(ProjectJson.fingerprint(project)));
  }

  @Test
  void definitionsOfALaterJobAreKept() {
    await(store.definitions().publish("shop", new PublishedDefinitions("{}", "later")));
    assertThat(check.hasErasures(), is(true));
    assertThat(published(), is("later"));
  }

  private String published() {
    Optional<PublishedDefinitions> found = await(store.definitions().published("shop"));
    return found.orElseThrow().fingerprint();
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }
}
