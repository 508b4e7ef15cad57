package io.twinstream.stores;

import static io.twinstream.stores.StoreContract.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link GenerationStore} does. */
interface GenerationContract extends StoreContract {
  @Test
  default void numbersOfGenerationsGrow() {
    Generation first = begin();
    Generation second = begin();
    assertThat(second, greaterThan(first));
  }

  @Test
  default void generationsRecordWhereTheirEventsBegin() {
    Generation all = await(store().generations().begin(view(), "f1", Long.MIN_VALUE));
    Generation some = await(store().generations().begin(view(), "f1", 1_525_000_000_000L));
    assertThat(await(store().generations().eventsFrom(all)), is(OptionalLong.of(Long.MIN_VALUE)));
    assertThat(
        await(store().generations().eventsFrom(some)), is(OptionalLong.of(1_525_000_000_000L)));
    assertThat(
        await(store().generations().eventsFrom(new Generation(view(), 7))),
        is(OptionalLong.empty()));
  }

  @Test
  default void numbersOfGenerationsAreNotUsedAgainAfterAFlush() throws InterruptedException {
    Generation before = begin();
    flush();
    pass(Duration.ofMillis(2));
    assertThat(begin(), greaterThan(before));
  }

  @Test
  default void generationsRecordTheLayoutOfTheirStates() {
    Generation one = await(store().generations().begin(view(), "f1", 0));
    Generation other = await(store().generations().begin(view(), "f2", Long.MIN_VALUE));
    assertThat(await(store().generations().fingerprint(one)), is(Optional.of("f1")));
    assertThat(await(store().generations().fingerprint(other)), is(Optional.of("f2")));
    assertThat(
        await(store().generations().fingerprint(new Generation(view(), 7))), is(Optional.empty()));
    await(store().generations().record(other, 7));
    assertThat(await(store().generations().fingerprint(other)), is(Optional.of("f2")));
    store().generations().drop(one);
    assertThat(await(store().generations().fingerprint(one)), is(Optional.empty()));
  }

  @Test
  default void generationsOfTablesRecordTheNumberOfTheirLoad() {
    Generation of = begin();
    Generation other = begin();
    assertThat(await(store().generations().loadNumber(of)), is(OptionalLong.empty()));
    await(store().generations().loaded(of, 5, Long.MIN_VALUE));
    await(store().generations().numbered(of, 7));
    assertThat(await(store().generations().loadNumber(of)), is(OptionalLong.of(7)));
    assertThat(await(store().generations().loadNumber(other)), is(OptionalLong.empty()));
    store().generations().drop(of);
    assertThat(await(store().generations().loadNumber(of)), is(OptionalLong.empty()));
  }

  @Test
  default void pointersMoveUpwardOnlyAndFromWhatWasExpected() {
    Generation first = begin();
    Generation second = begin();
    Generation third = begin();
    assertThat(await(store().generations().pointer(view())), is(Optional.empty()));
    assertThat(point(Optional.of(first), second), is(false));
    assertThat(point(Optional.empty(), second), is(true));
    assertThat(point(Optional.empty(), third), is(false));
    assertThat(point(Optional.of(first), third), is(false));
    assertThat(point(Optional.of(second), first), is(false));
    assertThat(await(store().generations().pointer(view())), is(Optional.of(second)));
    assertThat(point(Optional.of(second), third), is(true));
    assertThat(await(store().generations().pointer(view())), is(Optional.of(third)));
  }

  @Test
  default void aPointerMovedTwiceByTheSameCallIsMoved() {
    Generation first = begin();
    assertThat(point(Optional.empty(), first), is(true));
    assertThat(point(Optional.empty(), first), is(true));
  }

  @Test
  default void viewsHavePointersOfTheirOwn() {
    Generation first = begin();
    Generation other =
        await(store().generations().begin(new ViewKey(view().project(), "card_spend@2"), "f1", 0));
    point(Optional.empty(), first);
    assertThat(await(store().generations().pointer(other.view())), is(Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> store().generations().point(Optional.of(first), other));
  }

  @Test
  default void whereEventsBeginIsCorrectedOnceItIsKnown() {
    Generation generation = await(store().generations().begin(view(), "f1", Long.MIN_VALUE));
    await(store().generations().record(generation, 7));
    assertThat(await(store().generations().eventsFrom(generation)), is(OptionalLong.of(7)));
  }

  @Test
  default void whenAGenerationWasLoadedIsKeptWithIt() {
    Generation generation = begin();
    assertThat(await(store().generations().loadedAt(generation)), is(OptionalLong.empty()));
    await(store().generations().loaded(generation, 7, 0));
    await(store().generations().loaded(generation, 8, 0));
    assertThat(await(store().generations().loadedAt(generation)), is(OptionalLong.of(8)));
    store().generations().drop(generation);
    assertThat(await(store().generations().loadedAt(generation)), is(OptionalLong.empty()));
  }

  @Test
  default void whatALoadsReadersDoNotSeeIsNotedUntilTheNextLoadOrWithTheLiveGeneration() {
    Generation load = begin();
    Generation live = begin();
    assertThat(await(store().generations().hiddenBy(load)), is(Optional.empty()));
    await(store().generations().loaded(load, 7, 0));
    await(store().generations().hides(load, Optional.of(live)));
    assertThat(await(store().generations().hiddenBy(load)), is(Optional.of(live)));
    await(store().generations().loaded(load, 8, 0));
    assertThat(await(store().generations().hiddenBy(load)), is(Optional.empty()));
    await(store().generations().hides(load, Optional.of(live)));
    store().generations().drop(live);
    assertThat(await(store().generations().hiddenBy(load)), is(Optional.empty()));
  }

  @Test
  default void aDroppedGenerationIsGoneWithItsStatesAndNoOtherIs() {
    Generation old = begin();
    Generation followed = begin();
    await(store().progress().beginRead(old, Map.of("a/0", ReadTo.nothing(1, ReadTo.First.NONE))));
    await(store().progress().publish(old, Map.of("a/0", new TopicPosition(10, 1, Long.MIN_VALUE))));
    await(store().progress().publish(old, new Progress(1, Long.MIN_VALUE, 2, 2)));
    for (Generation each : List.of(old, followed)) {
      List<StateWrite> writes = new ArrayList<>();
      for (int i = 0; i < 2_500; i++) {
        writes.add(StateWrite.of("c" + i, 1, 1, new byte[] {1}));
      }
      await(store().states().write(each, writes, Optional.empty()));
    }
    point(Optional.empty(), followed);
    assertThat(await(store().generations().list(view())), is(List.of(old, followed)));
    assertThat(store().generations().drop(old), is(2_500L));
    assertThat(await(store().generations().list(view())), is(List.of(followed)));
    assertThat(await(store().generations().eventsFrom(old)), is(OptionalLong.empty()));
    assertThat(await(store().progress().published(old)), is(Optional.empty()));
    assertThat(await(store().progress().positions(old)), is(Map.of()));
    assertThat(size(old), is(0));
    assertThat(size(followed), is(2_500));
    assertThrows(IllegalArgumentException.class, () -> store().generations().drop(followed));
    assertThat(begin(), greaterThan(followed));
  }

  private int size(Generation generation) {
    Set<String> entities = new HashSet<>();
    store().states().scan(generation, (entity, state) -> entities.add(entity));
    return entities.size();
  }
}
