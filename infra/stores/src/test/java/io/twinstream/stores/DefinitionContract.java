package io.twinstream.stores;

import static io.twinstream.stores.StoreContract.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link DefinitionStore} does. */
interface DefinitionContract extends StoreContract {
  @Test
  default void theLastModelPublishedIsTheModel() {
    assertThat(await(store().definitions().published(view().project())), is(Optional.empty()));
    PublishedDefinitions first = new PublishedDefinitions("{\"a\": \"é\"}", "01");
    PublishedDefinitions second = new PublishedDefinitions("{}", "02");
    await(store().definitions().publish(view().project(), first));
    assertThat(await(store().definitions().published(view().project())), is(Optional.of(first)));
    await(store().definitions().publish(view().project(), second));
    assertThat(await(store().definitions().published(view().project())), is(Optional.of(second)));
  }

  @Test
  default void definitionsAreReplacedAsAWholeByTheNextNumberOnly() {
    String project = view().project();
    assertThat(await(store().definitions().applied(project)), is(Optional.empty()));
    AppliedDefinitions first =
        new AppliedDefinitions(1, "01", 5, Map.of("a.yaml", "é", "b.yaml", "x: 1\n"));
    AppliedDefinitions second = new AppliedDefinitions(2, "02", 6, Map.of("a.yaml", ""));
    assertThat(await(store().definitions().apply(project, second)), is(false));
    assertThat(await(store().definitions().apply(project, first)), is(true));
    assertThat(await(store().definitions().apply(project, first)), is(true));
    assertThat(await(store().definitions().applied(project)), is(Optional.of(first)));
    assertThat(await(store().definitions().apply(project, second)), is(true));
    assertThat(
        await(
            store().definitions().apply(project, new AppliedDefinitions(2, "other", 7, Map.of()))),
        is(false));
    assertThat(await(store().definitions().applied(project)), is(Optional.of(second)));
  }
}
