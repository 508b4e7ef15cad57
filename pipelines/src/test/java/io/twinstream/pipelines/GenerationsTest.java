package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.pipelines.online.BegunGenerations;
import io.twinstream.pipelines.online.DamagedGeneration;
import io.twinstream.pipelines.online.Generations;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ViewKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

class GenerationsTest {
  private static final ViewKey VIEW = new ViewKey("shop", "spend@1");

  private final OnlineStore store =
      new MemoryStore(InstantSource.fixed(Instant.ofEpochMilli(1_000)));

  @Test
  void theFirstGenerationIsFollowedAtOnceAndLaterOnesAreNot() {
    Generation first = followed(Generations.begin(store, VIEW, "f1", 5, Map.of()));
    assertThat(followed(), is(Optional.of(first)));
    Generation second = followed(Generations.begin(store, VIEW, "f1", 7, Map.of()));
    assertThat(followed(), is(Optional.of(first)));
    assertThat(Generations.eventsFrom(store, second), is(7L));
    assertThat(Generations.offer(store, second), is(Optional.of(second)));
    assertThat(followed(), is(Optional.of(second)));
  }

  @Test
  void aGenerationWithABootstrapIsFollowedWhenThatIsComplete() {
    Generation first = Generations.begin(store, VIEW, "f1", 5, Map.of());
    assertThat(followed(), is(Optional.empty()));
    Generations.finish(store, first);
    assertThat(followed(), is(Optional.of(first)));
  }

  @Test
  void aViewIsNewUntilReadersFollowItOrStatesAreLost() {
    assertThat("no job has begun it", DamagedGeneration.isNew(store, VIEW), is(false));
    Generation first = Generations.begin(store, VIEW, "f1", 5, Map.of());
    assertThat(DamagedGeneration.isNew(store, VIEW), is(true));
    String refused =
        assertThrows(IllegalArgumentException.class, () -> DamagedGeneration.of(store, VIEW, "f1"))
            .getMessage();
    assertThat(refused, containsString("has nothing to rebuild"));
    Generations.finish(store, first);
    assertThat(DamagedGeneration.isNew(store, VIEW), is(false));
    assertThat(DamagedGeneration.of(store, VIEW, "f1").generation(), is(first));
  }

  @Test
  void readersDoNotReturnToAnOlderGeneration() {
    Generation first = Generations.begin(store, VIEW, "f1", 5, Map.of());
    Generation second = followed(Generations.begin(store, VIEW, "f1", 5, Map.of()));
    assertThat(Generations.offer(store, first), is(Optional.of(second)));
    assertThrows(IllegalStateException.class, () -> Generations.finish(store, first));
    assertThat(followed(), is(Optional.of(second)));
  }

  @Test
  void aLoadWritesTheGenerationThatReadersFollow() {
    Generation first = Generations.toRebuild(store, VIEW, "f1", false);
    assertThat(Generations.isFollowed(store, first), is(false));
    Generations.finish(store, first);
    assertThat(Generations.toRebuild(store, VIEW, "f1", false), is(first));
    assertThat(Generations.toRebuild(store, VIEW, "f1", true).compareTo(first) > 0, is(true));
  }

  @Test
  void statesOfTwoDefinitionsDoNotShareAGeneration() {
    Generation first = followed(Generations.begin(store, VIEW, "f1", 5, Map.of()));
    assertThat(
        refused(() -> Generations.toRebuild(store, VIEW, "f2", false)),
        allOf(containsString("f1"), containsString("f2"), containsString("--new-generation")));
    assertThat(
        refused(() -> DamagedGeneration.of(store, VIEW, "f2")),
        allOf(containsString("f1"), containsString("f2"), containsString("--definitions")));
    assertThat(Generations.toRebuild(store, VIEW, "f1", false), is(first));
    Generation other = Generations.toRebuild(store, VIEW, "f2", true);
    assertThat(
        Await.within(Duration.ofSeconds(1), store.generations().fingerprint(other)),
        is(Optional.of("f2")));
  }

  private static String refused(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  @Test
  void generationsOfAJobThatWasNotSubmittedAreDropped() {
    StringWriter err = new StringWriter();
    Generation followed = followed(Generations.begin(store, VIEW, "f1", 5, Map.of()));
    Generation dropped = Generations.begin(store, VIEW, "f1", 5, Map.of());
    Generation written = Generations.begin(store, VIEW, "f1", 5, Map.of());
    Await.within(
        Duration.ofSeconds(1), store.progress().publish(written, new Progress(1, 1, 1, 1)));
    try (BegunGenerations begun = new BegunGenerations(store, new PrintWriter(err))) {
      List.of(followed, dropped, written).forEach(begun::add);
    }
    assertThat(
        Await.within(Duration.ofSeconds(1), store.generations().list(VIEW)),
        is(List.of(followed, written)));
    Generation submitted = Generations.begin(store, VIEW, "f1", 5, Map.of());
    try (BegunGenerations begun = new BegunGenerations(store, new PrintWriter(err))) {
      begun.add(submitted);
      begun.keep();
    }
    assertThat(
        Await.within(Duration.ofSeconds(1), store.generations().list(VIEW)),
        is(List.of(followed, written, submitted)));
    assertThat(err.toString(), is(""));
  }

  @Test
  void aJobHidesWhatALoadHasFilledUnlessItHasItsEvents() {
    Generation load = Generations.toRebuild(store, VIEW, "f1", false);
    finishLoad(load, 50, 60, 30);
    assertThat(followed(), is(Optional.of(load)));
    assertThat(Generations.eventsFrom(store, load), is(50L));
    assertThat(Generations.hidesLoad(store, load, 51), is(true));
    assertThat(Generations.hidesLoad(store, load, Long.MIN_VALUE), is(true));
    assertThat(Generations.hidesLoad(store, load, 50), is(false));
    Generation job = followed(Generations.begin(store, VIEW, "f1", 51, Map.of()));
    assertThat(
        Generations.hidden(store, job, 51).orElseThrow(),
        containsString("stay with generation " + load.number()));
    assertThat(Generations.hidden(store, job, 50), is(Optional.empty()));
    assertThat(Generations.hidden(store, load, 51), is(Optional.empty()));

    finishLoad(load, 40, 70, 30);
    assertThat(Generations.eventsFrom(store, load), is(40L));
    Await.within(Duration.ofSeconds(1), store.progress().publish(load, new Progress(1, 1, 1, 1)));
    assertThat(Generations.hidesLoad(store, load, 51), is(false));
  }

  @Test
  void aLoadLacksWhatAJobWroteSinceItBegan() {
    Generation load = Generations.toRebuild(store, VIEW, "f1", false);
    finishLoad(load, 50, 60, 30);
    assertThat(Generations.lacks(store, load, 59, 30), is(false));
    assertThat(Generations.lacks(store, load, 60, 30), is(true));
    finishLoad(load, 50, 61, 30);
    assertThat(Generations.lacks(store, load, 60, 30), is(false));
  }

  /** For example a load of last night's export, repeated while the job is idle. */
  @Test
  void aLoadWhoseHistoryEndsBeforeTheJobsNewestEventLacksThat() {
    Generation load = Generations.toRebuild(store, VIEW, "f1", false);
    finishLoad(load, 50, 60, 30);
    assertThat(Generations.lacks(store, load, 59, 31), is(true));
    finishLoad(load, 50, 70, 29); // The states of the first load are still in the generation.
    assertThat(Generations.lacks(store, load, 59, 30), is(false));
    finishLoad(load, 50, 80, 31);
    assertThat(Generations.lacks(store, load, 59, 31), is(false));
  }

  private void finishLoad(Generation load, long earliest, long began, long newest) {
    Generations.finishLoad(store, load, earliest, began, OptionalLong.of(newest));
  }

  @Test
  void aLoadWithoutStatesIsRefused() {
    Generation first = followed(Generations.begin(store, VIEW, "f1", 5, Map.of()));
    Generation load = Generations.toRebuild(store, VIEW, "f1", true);
    assertThrows(IllegalStateException.class, () -> Generations.requireStates(store, load, 0));
    Generations.requireStates(store, load, 1);
    Generations.requireStates(store, first, 0); // the generation that readers follow
  }

  @Test
  void aLostGenerationIsFoundAndFollowedOnceItIsRebuilt() {
    MemoryStore emptied = (MemoryStore) store;
    assertThrows(IllegalArgumentException.class, () -> DamagedGeneration.of(store, VIEW, "f1"));
    Generation lived = followed(Generations.begin(store, VIEW, "f1", 5, Map.of()));
    assertThat(DamagedGeneration.of(store, VIEW, "f1").lostAt().isPresent(), is(false));
    emptied.clear();
    assertThrows(IllegalArgumentException.class, () -> DamagedGeneration.of(store, VIEW, "f1"));
    Await.within(Duration.ofSeconds(1), store.losses().renew(lived, "f1", 5, Long.MIN_VALUE));
    DamagedGeneration once = DamagedGeneration.of(store, VIEW, "f1");
    assertThat(once.generation(), is(lived));
    emptied.clear();
    Await.within(Duration.ofSeconds(1), store.losses().renew(lived, "f1", 5, Long.MIN_VALUE));
    assertThrows(IllegalStateException.class, () -> once.finish(store));
    assertThat(followed(), is(Optional.empty()));
    DamagedGeneration.of(store, VIEW, "f1").finish(store);
    assertThat(followed(), is(Optional.of(lived)));
  }

  @Test
  @Timeout(10)
  void aGenerationThatTheStoreRefusesIsNotOfferedWithoutEnd() {
    Generation lived = Generations.begin(store, VIEW, "f1", 5, Map.of());
    ((MemoryStore) store).clear();
    assertThat(Generations.offer(store, lived), is(Optional.empty()));
    Generation old = followed(Generations.begin(store, VIEW, "f1", 5, Map.of()));
    Generation fresh = followed(Generations.begin(store, VIEW, "f1", 5, Map.of()));
    Await.within(Duration.ofSeconds(1), store.losses().renew(fresh, "f1", 5, 1)); // lost states
    assertThat(Generations.offer(store, fresh), is(Optional.of(old)));
  }

  /** As a job begins it without an archive. */
  private Generation followed(Generation begun) {
    Generations.followIfFirst(store, begun);
    return begun;
  }

  private Optional<Generation> followed() {
    return Await.within(Duration.ofSeconds(1), store.generations().pointer(VIEW));
  }
}
