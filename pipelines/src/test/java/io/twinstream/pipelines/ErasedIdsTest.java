package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.pipelines.online.Erasures;
import io.twinstream.stores.Await;
import io.twinstream.stores.Erasure;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tests that an erasure with one id erases the entity of each view, as its events parse the id. */
class ErasedIdsTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final List<Erasure> ERASURES =
      List.of(new Erasure("shop", "007"), new Erasure("shop", "x 8"));

  private static final Project PROJECT =
      Definitions.parse(
          Map.of(
              "shop.yaml",
              """
              project: shop
              sources:
                sales:
                  topic: sales
                  event_time: time
                  fields: {shop: string, time: timestamp}
                visits:
                  topic: visits
                  event_time: time
                  fields: {shop: long, time: timestamp}
              entities: {shop: {key: shop}}
              views:
                sales@1:
                  entity: shop
                  source: sales
                  aggregations: [{name: sales_1h, function: count, windows: 1h}]
                visits@1:
                  entity: shop
                  source: visits
                  aggregations: [{name: visits_1h, function: count, windows: 1h}]
              """));

  @Test
  void aTextAndAWholeNumberAreErasedByTheirOwnIds() {
    MemoryStore store = new MemoryStore(InstantSource.system());
    Generation sales = begin(store, "sales@1");
    Generation visits = begin(store, "visits@1");
    Erasures.write(PROJECT, PROJECT.views().values(), ERASURES, store);
    assertThat(kept(store, sales, "7", "007", "8", "x 8"), is("[7, 8]"));
    assertThat(kept(store, visits, "7", "8"), is("[8]"));
  }

  /** A job erases again from the views that it writes. */
  @Test
  void viewsThatAreNotNamedStayAsTheyAre() {
    MemoryStore store = new MemoryStore(InstantSource.system());
    Generation sales = begin(store, "sales@1");
    Generation visits = begin(store, "visits@1");
    Erasures.write(PROJECT, List.of(PROJECT.view("visits@1")), ERASURES, store);
    assertThat(kept(store, sales, "007"), is("[007]"));
    assertThat(kept(store, visits, "7", "8"), is("[8]"));
  }

  private static Generation begin(MemoryStore store, String view) {
    return Await.within(
        SOON, store.generations().begin(new ViewKey(PROJECT.name(), view), "f1", 0));
  }

  private static String kept(MemoryStore store, Generation generation, String... ids) {
    List<StateWrite> writes =
        java.util.Arrays.stream(ids).map(id -> StateWrite.of(id, 1, 1, new byte[] {1})).toList();
    Await.within(SOON, store.states().write(generation, writes, Optional.empty()));
    TreeSet<String> seen = new TreeSet<>();
    store
        .states()
        .scan(
            generation,
            (entity, state) -> {
              if (state.bytes().length > 0) {
                seen.add(entity);
              }
            });
    return seen.toString();
  }
}
