package io.twinstream.stores;

import static io.twinstream.stores.StoreContract.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What every {@link LossStore} does. */
interface LossContract extends StoreContract {
  @Test
  default void nothingIsDroppedForWantOfMemory() {
    Eviction eviction = await(store().losses().eviction()).orElseThrow();
    assertThat(eviction.policy(), is("noeviction"));
    assertThat(eviction.evicted(), is(0L));
    assertThat(eviction.warning(), is(Optional.empty()));
  }

  @Test
  default void anEmptiedGenerationBeginsAgainUnderItsNumberAndIsKnownToHaveLostStates() {
    Generation written = begin();
    assertThat(await(store().losses().renew(written, "f1", 7, Long.MIN_VALUE)), is(false));
    assertThat(await(store().losses().lostAt(written)), is(OptionalLong.empty()));
    assertThat(point(Optional.empty(), written), is(true));
    flush();
    assertThat(point(Optional.empty(), written), is(false));
    assertThat(await(store().losses().renew(written, "f1", 7, Long.MIN_VALUE)), is(true));
    assertThat(await(store().losses().renew(written, "f1", 8, Long.MIN_VALUE)), is(false));
    assertThat(await(store().generations().eventsFrom(written)), is(OptionalLong.of(7)));
    assertThat(await(store().generations().fingerprint(written)), is(Optional.of("f1")));
    assertThat(await(store().generations().list(view())), is(List.of(written)));
    assertThat(await(store().losses().lostAt(written)).isPresent(), is(true));
    assertThat(await(store().generations().pointer(view())), is(Optional.empty()));
    assertThat(point(Optional.empty(), written), is(true)); // what is not there is not known
    assertThat(await(store().losses().lostAt(written)).isPresent(), is(true));
  }

  @Test
  default void anOlderCopyOfTheDataIsKnownToHaveLostStates() {
    Generation written = begin();
    await(store().progress().publish(written, new Progress(1, 1, 1_000, 1_000)));
    assertThat(await(store().losses().renew(written, "f1", 7, 1_000)), is(false));
    assertThat(
        await(store().losses().renew(written, "f1", 7, 900)), is(false)); // a restored pipeline
    assertThat(await(store().losses().renew(written, "f1", 7, 1_250)), is(true));
    assertThat(await(store().losses().lostAt(written)).isPresent(), is(true));
    assertThat(await(store().generations().eventsFrom(written)), is(OptionalLong.of(7)));
    Generation silent = begin();
    assertThat(await(store().losses().renew(silent, "f1", 7, 1_250)), is(true));
  }

  @Test
  default void aGenerationIsRefilledUnlessItLostStatesAgain() throws InterruptedException {
    Generation written = begin();
    flush();
    await(store().losses().renew(written, "f1", 7, Long.MIN_VALUE));
    long first = await(store().losses().lostAt(written)).orElseThrow();
    flush();
    pass(Duration.ofMillis(2));
    assertThat(await(store().losses().refilled(written, first)), is(false));
    await(store().losses().renew(written, "f1", 7, Long.MIN_VALUE));
    assertThat(await(store().losses().refilled(written, first)), is(false));
    long second = await(store().losses().lostAt(written)).orElseThrow();
    pass(Duration.ofMillis(2));
    await(store().losses().renew(written, "f1", 7, 5)); // nothing was published
    assertThat(await(store().losses().refilled(written, second)), is(false));
    long third = await(store().losses().lostAt(written)).orElseThrow();
    assertThat(await(store().losses().refilled(written, third)), is(true));
    assertThat(await(store().losses().refilled(written, third)), is(true));
    assertThat(await(store().losses().lostAt(written)), is(OptionalLong.empty()));
    assertThat(await(store().generations().pointer(view())), is(Optional.empty()));
  }

  @Test
  default void readersDoNotFollowAGenerationThatLostStates() {
    Generation written = begin();
    assertThat(point(Optional.empty(), written), is(true));
    Generation later = begin();
    await(store().losses().renew(later, "f1", 7, 1));
    assertThat(point(Optional.of(written), later), is(false));
    long lost = await(store().losses().lostAt(later)).orElseThrow();
    assertThat(await(store().losses().refilled(later, lost)), is(true));
    assertThat(point(Optional.of(written), later), is(true));
  }

  @Test
  default void keysThatARunOfAServerDroppedAreLostOnce() {
    Generation first = begin();
    Generation second = begin();
    assertThat(note(Map.of("a", 0L, "b", 0L)), is(false));
    assertThat(note(Map.of("a", 3L, "b", 0L)), is(true));
    refill(first);
    refill(second);
    assertThat(note(Map.of("a", 3L, "b", 0L)), is(false));
    assertThat(note(Map.of("a", 3L, "b", 1L)), is(true));
    refill(first);
    assertThat(await(store().losses().lostAt(second)).isPresent(), is(true));
    assertThat(note(Map.of("a", 4L, "b", 1L)), is(true));
    assertThat(await(store().losses().lostAt(first)).isPresent(), is(true));
  }

  /** For example of a primary that is back after a failover to its replica. */
  @Test
  default void recordedEvictionsOfARunAreNoNewLoss() {
    Generation generation = begin();
    assertThat(note(Map.of("a", 3L)), is(true));
    refill(generation);
    assertThat(note(Map.of("b", 0L)), is(false));
    assertThat(note(Map.of("a", 3L)), is(false));
    assertThat(note(Map.of("a", 3L, "restarted", 0L)), is(false));
    assertThat(await(store().losses().lostAt(generation)), is(OptionalLong.empty()));
    assertThat(note(Map.of("restarted", 2L)), is(true));
  }

  @Test
  default void evictionsAfterAResetOfTheStatisticsAreALoss() {
    begin();
    assertThat(note(Map.of("a", 3L)), is(true));
    assertThat(note(Map.of("a", 2L)), is(true));
    assertThat(note(Map.of("a", 0L)), is(false));
    assertThat(note(Map.of("a", 2L)), is(true));
  }

  @Test
  default void evictionsAreNoLossOfViewsThatAreNotBegun() {
    assertThat(note(Map.of("a", 3L)), is(false));
    assertThat(await(store().generations().list(view())), is(List.of()));
    Generation begun = begin();
    assertThat(await(store().losses().lostAt(begun)), is(OptionalLong.empty()));
  }

  private boolean note(Map<String, Long> byRun) {
    return await(store().losses().noteEviction(view(), new Eviction("allkeys-lru", true, byRun)));
  }

  private void refill(Generation generation) {
    long lost = await(store().losses().lostAt(generation)).orElseThrow();
    assertThat(await(store().losses().refilled(generation, lost)), is(true));
  }
}
