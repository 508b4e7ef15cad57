package io.twinstream.stores;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every {@link OnlineStore} does with generations, and what it keeps beside states. */
public abstract class GenerationContract {
  final ViewKey view =
      new ViewKey("p" + UUID.randomUUID().toString().replace("-", ""), "card_spend@1");

  /** The store under test; the same one throughout a test. */
  protected abstract OnlineStore store();

  /** Empties the store under the feet of its clients. */
  protected abstract void flush();

  /** Lets at least this much time pass, as the store sees it. */
  protected abstract void pass(Duration time) throws InterruptedException;

  @Test
  void numbersOfGenerationsGrow() {
    Generation first = begin();
    Generation second = begin();
    assertThat(second, greaterThan(first));
  }

  @Test
  void numbersOfGenerationsAreNotUsedAgainAfterAFlush() throws InterruptedException {
    Generation before = begin();
    flush();
    pass(Duration.ofMillis(2));
    assertThat(begin(), greaterThan(before));
  }

  @Test
  void generationsRecordWhereTheirEventsBegin() {
    Generation all = await(store().begin(view, "f1", Long.MIN_VALUE));
    Generation some = await(store().begin(view, "f1", 1_525_000_000_000L));
    assertThat(await(store().eventsFrom(all)), is(OptionalLong.of(Long.MIN_VALUE)));
    assertThat(await(store().eventsFrom(some)), is(OptionalLong.of(1_525_000_000_000L)));
    assertThat(await(store().eventsFrom(new Generation(view, 7))), is(OptionalLong.empty()));
    assertThat(await(store().beginsAt(some)), is(Map.of()));
    await(store().beginsAt(some, Map.of("txn#one/0", 0L, "txn#one/1", 1L << 40)));
    await(store().publish(some, Map.of("txn#one/0", new TopicPosition(7, 1_000, Long.MIN_VALUE))));
    assertThat(await(store().beginsAt(some)), is(Map.of("txn#one/0", 0L, "txn#one/1", 1L << 40)));
    await(store().beginsAt(some, Map.of("txn#one/0", 3L)));
    assertThat(await(store().beginsAt(some)), is(Map.of("txn#one/0", 3L, "txn#one/1", 1L << 40)));
  }

  @Test
  void generationsRecordTheLayoutOfTheirStates() {
    Generation one = await(store().begin(view, "f1", 0));
    Generation other = await(store().begin(view, "f2", Long.MIN_VALUE));
    assertThat(await(store().fingerprint(one)), is(Optional.of("f1")));
    assertThat(await(store().fingerprint(other)), is(Optional.of("f2")));
    assertThat(await(store().fingerprint(new Generation(view, 7))), is(Optional.empty()));
    await(store().record(other, 7));
    assertThat(await(store().fingerprint(other)), is(Optional.of("f2")));
    store().drop(one);
    assertThat(await(store().fingerprint(one)), is(Optional.empty()));
  }

  @Test
  void pointersMoveUpwardOnlyAndFromWhatWasExpected() {
    Generation first = begin();
    Generation second = begin();
    Generation third = begin();
    assertThat(await(store().pointer(view)), is(Optional.empty()));
    assertThat(point(Optional.of(first), second), is(false));
    assertThat(point(Optional.empty(), second), is(true));
    assertThat(point(Optional.empty(), third), is(false));
    assertThat(point(Optional.of(first), third), is(false));
    assertThat(point(Optional.of(second), first), is(false));
    assertThat(await(store().pointer(view)), is(Optional.of(second)));
    assertThat(point(Optional.of(second), third), is(true));
    assertThat(await(store().pointer(view)), is(Optional.of(third)));
  }

  @Test
  void aPointerMovedTwiceByTheSameCallIsMoved() {
    Generation first = begin();
    assertThat(point(Optional.empty(), first), is(true));
    assertThat(point(Optional.empty(), first), is(true));
  }

  @Test
  void viewsHavePointersOfTheirOwn() {
    Generation first = begin();
    Generation other = await(store().begin(new ViewKey(view.project(), "card_spend@2"), "f1", 0));
    point(Optional.empty(), first);
    assertThat(await(store().pointer(other.view())), is(Optional.empty()));
    assertThrows(IllegalArgumentException.class, () -> store().point(Optional.of(first), other));
  }

  @Test
  void progressMayGoDown() {
    Generation generation = begin();
    assertThat(await(store().progress(generation)), is(Optional.empty()));
    await(store().publish(generation, new Progress(2_000, 2_000, 2_001, 2_001)));
    await(store().publish(generation, new Progress(1_000, Long.MIN_VALUE, 3_001, 2_500)));
    assertThat(
        await(store().progress(generation)),
        is(Optional.of(new Progress(1_000, Long.MIN_VALUE, 3_001, 2_500))));
    assertThat(await(store().progress(begin())), is(Optional.empty()));
  }

  @Test
  void whereEventsBeginIsCorrectedOnceItIsKnown() {
    Generation generation = await(store().begin(view, "f1", Long.MIN_VALUE));
    await(store().record(generation, 7));
    assertThat(await(store().eventsFrom(generation)), is(OptionalLong.of(7)));
  }

  @Test
  void whenAGenerationWasLoadedIsKeptWithIt() {
    Generation generation = begin();
    assertThat(await(store().loadedAt(generation)), is(OptionalLong.empty()));
    await(store().loaded(generation, 7, 0));
    await(store().loaded(generation, 8, 0));
    assertThat(await(store().loadedAt(generation)), is(OptionalLong.of(8)));
    store().drop(generation);
    assertThat(await(store().loadedAt(generation)), is(OptionalLong.empty()));
  }

  @Test
  void whatALoadsReadersDoNotSeeIsNotedUntilTheNextLoadOrWithTheLiveGeneration() {
    Generation load = begin();
    Generation live = begin();
    assertThat(await(store().hiddenBy(load)), is(Optional.empty()));
    await(store().loaded(load, 7, 0));
    await(store().hides(load, Optional.of(live)));
    assertThat(await(store().hiddenBy(load)), is(Optional.of(live)));
    await(store().loaded(load, 8, 0));
    assertThat(await(store().hiddenBy(load)), is(Optional.empty()));
    await(store().hides(load, Optional.of(live)));
    store().drop(live);
    assertThat(await(store().hiddenBy(load)), is(Optional.empty()));
  }

  @Test
  void positionsAreKeptByPartitionAndMayGoDown() {
    Generation generation = begin();
    assertThat(await(store().positions(generation)), is(Map.of()));
    await(
        store()
            .publish(
                generation,
                Map.of(
                    "a/0",
                    new TopicPosition(10, 1, Long.MIN_VALUE),
                    "a/1",
                    new TopicPosition(20, 2, Long.MIN_VALUE))));
    await(
        store()
            .publish(
                generation,
                Map.of(
                    "a/1",
                    new TopicPosition(15, Long.MIN_VALUE, Long.MIN_VALUE),
                    "b/0",
                    new TopicPosition(1, 3, 4))));
    await(store().publish(generation, Map.<String, TopicPosition>of()));
    assertThat(
        await(store().positions(generation)),
        is(
            Map.of(
                "a/0",
                new TopicPosition(10, 1, Long.MIN_VALUE),
                "a/1",
                new TopicPosition(15, Long.MIN_VALUE, Long.MIN_VALUE),
                "b/0",
                new TopicPosition(1, 3, 4))));
    assertThat(await(store().positions(begin())), is(Map.of()));
  }

  @Test
  void whatWasReadIsKeptByPartition() {
    Generation generation = begin();
    assertThat(await(store().readTo(generation)), is(Map.of()));
    ReadTo.First first = new ReadTo.First(1L << 40, -5);
    ReadTo ahead = new ReadTo(3, first, -7, Long.MIN_VALUE, 86_400_000);
    ReadTo nothing = ReadTo.nothing(-4, ReadTo.First.NONE);
    await(store().publishRead(generation, Map.of("a#i/0", ahead, "a#i/1", nothing)));
    assertThat(await(store().readTo(generation)), is(Map.of("a#i/0", ahead, "a#i/1", nothing)));
    await(store().publishRead(generation, Map.of("a#i/1", read(-4))));
    await(store().publishRead(generation, Map.of()));
    assertThat(await(store().readTo(generation)), is(Map.of("a#i/0", ahead, "a#i/1", read(-4))));
    assertThat(await(store().positions(generation)), is(Map.of()));
  }

  /** For example readers on a machine that has lost its connection to the cluster. */
  @Test
  void whatEarlierReadersPublishIsVoidOnceAnotherBegins() {
    Generation generation = begin();
    await(store().beginRead(generation, Map.of("a/0", ReadTo.nothing(1, ReadTo.First.NONE))));
    await(store().publishRead(generation, Map.of("a/0", read(1), "a/1", read(1))));
    assertThat(await(store().readTo(generation)).get("a/0"), is(read(1)));
    ReadTo again = ReadTo.nothing(2, ReadTo.First.NONE);
    await(store().beginRead(generation, Map.of("a/0", again)));
    assertThat(await(store().readTo(generation)), is(Map.of("a/0", again, "a/1", read(1))));
    await(store().publishRead(generation, Map.of("a/0", read(1))));
    assertThat(await(store().readTo(generation)).get("a/0"), is(again));
    await(store().publishRead(generation, Map.of("a/0", read(2))));
    assertThat(await(store().readTo(generation)).get("a/0"), is(read(2)));
  }

  private static ReadTo read(long run) {
    return new ReadTo(run, ReadTo.First.NONE, 1, 2, 0);
  }

  @Test
  void aDroppedGenerationIsGoneWithItsStatesAndNoOtherIs() {
    Generation old = begin();
    Generation followed = begin();
    await(store().beginRead(old, Map.of("a/0", read(1))));
    await(store().publish(old, Map.of("a/0", new TopicPosition(10, 1, Long.MIN_VALUE))));
    await(store().publish(old, new Progress(1, Long.MIN_VALUE, 2, 2)));
    for (Generation each : List.of(old, followed)) {
      List<StateWrite> writes = new ArrayList<>();
      for (int i = 0; i < 2_500; i++) {
        writes.add(StateWrite.of("c" + i, 1, 1, new byte[] {1}));
      }
      await(store().write(each, writes, Optional.empty()));
    }
    point(Optional.empty(), followed);
    assertThat(await(store().generations(view)), is(List.of(old, followed)));
    assertThat(store().drop(old), is(2_500L));
    assertThat(await(store().generations(view)), is(List.of(followed)));
    assertThat(await(store().eventsFrom(old)), is(OptionalLong.empty()));
    assertThat(await(store().progress(old)), is(Optional.empty()));
    assertThat(await(store().positions(old)), is(Map.of()));
    assertThat(size(old), is(0));
    assertThat(size(followed), is(2_500));
    assertThrows(IllegalArgumentException.class, () -> store().drop(followed));
    assertThat(begin(), greaterThan(followed));
  }

  private int size(Generation generation) {
    Set<String> entities = new HashSet<>();
    store().scan(generation, (entity, state) -> entities.add(entity));
    return entities.size();
  }

  @Test
  void theLastModelPublishedIsTheModel() {
    assertThat(await(store().model(view.project())), is(Optional.empty()));
    PublishedDefinitions first = new PublishedDefinitions("{\"a\": \"é\"}", "01");
    PublishedDefinitions second = new PublishedDefinitions("{}", "02");
    await(store().publish(view.project(), first));
    assertThat(await(store().model(view.project())), is(Optional.of(first)));
    await(store().publish(view.project(), second));
    assertThat(await(store().model(view.project())), is(Optional.of(second)));
  }

  @Test
  void definitionsAreReplacedAsAWholeByTheNextNumberOnly() {
    String project = view.project();
    assertThat(await(store().applied(project)), is(Optional.empty()));
    AppliedDefinitions first =
        new AppliedDefinitions(1, "01", 5, Map.of("a.yaml", "é", "b.yaml", "x: 1\n"));
    AppliedDefinitions second = new AppliedDefinitions(2, "02", 6, Map.of("a.yaml", ""));
    assertThat(await(store().apply(project, second)), is(false));
    assertThat(await(store().apply(project, first)), is(true));
    assertThat(await(store().apply(project, first)), is(true));
    assertThat(await(store().applied(project)), is(Optional.of(first)));
    assertThat(await(store().apply(project, second)), is(true));
    assertThat(
        await(store().apply(project, new AppliedDefinitions(2, "other", 7, Map.of()))), is(false));
    assertThat(await(store().applied(project)), is(Optional.of(second)));
  }

  @Test
  void theStoresTimeGoesOn() throws InterruptedException {
    long before = await(store().time()).orElseThrow();
    pass(Duration.ofMillis(10));
    assertThat(await(store().time()).orElseThrow(), greaterThan(before));
    assertThat(store().epoch(), is(store().epoch()));
  }

  @Test
  void aStoreThatAnswersIsHealthy() {
    await(store().check());
    assertThat(begin(), is(not(begin())));
  }

  Generation begin() {
    return await(store().begin(view, "f1", 0));
  }

  boolean point(Optional<Generation> expected, Generation next) {
    return await(store().point(expected, next));
  }

  public static <T> T await(CompletionStage<T> stage) {
    return Await.within(Duration.ofSeconds(20), stage);
  }
}
