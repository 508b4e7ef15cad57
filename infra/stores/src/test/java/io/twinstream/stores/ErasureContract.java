package io.twinstream.stores;

import static io.twinstream.stores.StoreContract.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link ErasureStore} does. */
interface ErasureContract extends StoreContract {
  String PERSON = "a:b/\u00e9\n";

  @Test
  default void anErasedEntityIsMissingAlsoAfterAReplay() {
    Generation followed = await(store().generations().begin(view(), "f1", 0));
    Generation catchingUp = await(store().generations().begin(view(), "f1", 0));
    put(followed, PERSON, 5);
    put(followed, "other", 5);
    await(store().erasures().erase(view(), List.of(PERSON)));
    for (Generation generation : List.of(followed, catchingUp)) {
      assertThat(put(generation, PERSON, 1L << 50), is(0));
      assertThat(get(generation, PERSON), nullValue());
    }
    assertThat(get(followed, "other").newest(), is(5L));
    assertThat(put(followed, "other", 6), is(1));
  }

  @Test
  default void aLaterGenerationDoesNotRestoreAnErasedEntity() {
    await(store().erasures().erase(view(), List.of(PERSON, "another")));
    await(store().erasures().erase(view(), List.of()));
    Generation later = await(store().generations().begin(view(), "f1", 0));
    assertThat(put(later, PERSON, 9), is(0));
    assertThat(put(later, "another", 9), is(0));
    assertThat(put(later, "third", 9), is(1));
    Set<String> seen = new HashSet<>();
    store().states().scan(later, (entity, state) -> seen.add(entity));
    assertThat(seen, is(Set.of("third")));
  }

  @Test
  default void erasedEntitiesAreFoundAmongOthers() {
    assertThat(await(store().erasures().erased(view(), List.of(PERSON))), is(Set.of()));
    await(store().erasures().erase(view(), List.of(PERSON, "another", "third")));
    assertThat(
        await(store().erasures().erased(view(), List.of("first", PERSON, "third"))),
        is(Set.of(PERSON, "third")));
    assertThat(await(store().erasures().erased(view(), List.of())), is(Set.of()));
    ViewKey other = new ViewKey(view().project(), "card_spend@2");
    assertThat(await(store().erasures().erased(other, List.of(PERSON))), is(Set.of()));
  }

  @Test
  default void manyAreErasedAtOnce() {
    List<String> most = IntStream.range(0, 1_000).mapToObj(i -> "e" + i).toList();
    List<Generation> generations = List.of(begin(), begin());
    await(store().erasures().erase(view(), most));
    for (Generation generation : generations) {
      List<StateWrite> writes = new ArrayList<>();
      for (int i = 0; i <= 1_000; i++) {
        writes.add(StateWrite.of("e" + i, 5, 1, new byte[] {1}));
      }
      assertThat(await(store().states().write(generation, writes, Optional.empty())), is(1));
      Set<String> seen = new HashSet<>();
      store().states().scan(generation, (entity, state) -> seen.add(entity));
      assertThat(seen, is(Set.of("e1000")));
    }
  }

  @Test
  default void erasingFromOneViewLeavesOthersAlone() {
    ViewKey other = new ViewKey(view().project(), "card_spend@2");
    Generation generation = await(store().generations().begin(other, "f1", 0));
    put(generation, PERSON, 5);
    await(store().erasures().erase(view(), List.of(PERSON)));
    assertThat(get(generation, PERSON).newest(), is(5L));
  }

  private int put(Generation generation, String entity, long newest) {
    List<StateWrite> writes = List.of(StateWrite.of(entity, newest, 1, new byte[] {1}));
    return await(store().states().write(generation, writes, Optional.empty()));
  }

  private StoredState get(Generation generation, String entity) {
    return await(store().states().read(List.of(new StateKey(generation, entity)))).get(0);
  }
}
