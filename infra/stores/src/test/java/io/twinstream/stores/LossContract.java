package io.twinstream.stores;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How every {@link OnlineStore} records lost states. */
public abstract class LossContract extends GenerationContract {
  @Test
  void anEmptiedGenerationBeginsAgainUnderItsNumberAndIsKnownToHaveLostStates() {
    Generation written = begin();
    assertThat(await(store().renew(written, "f1", 7, Long.MIN_VALUE)), is(false));
    assertThat(await(store().lostAt(written)), is(OptionalLong.empty()));
    assertThat(point(Optional.empty(), written), is(true));
    flush();
    assertThat(point(Optional.empty(), written), is(false));
    assertThat(await(store().renew(written, "f1", 7, Long.MIN_VALUE)), is(true));
    assertThat(await(store().renew(written, "f1", 8, Long.MIN_VALUE)), is(false));
    assertThat(await(store().eventsFrom(written)), is(OptionalLong.of(7)));
    assertThat(await(store().fingerprint(written)), is(Optional.of("f1")));
    assertThat(await(store().generations(view)), is(List.of(written)));
    assertThat(await(store().lostAt(written)).isPresent(), is(true));
    assertThat(await(store().pointer(view)), is(Optional.empty()));
    assertThat(point(Optional.empty(), written), is(true)); // what is not there is not known
    assertThat(await(store().lostAt(written)).isPresent(), is(true));
  }

  @Test
  void anOlderCopyOfTheDataIsKnownToHaveLostStates() {
    Generation written = begin();
    await(store().publish(written, new Progress(1, 1, 1_000, 1_000)));
    assertThat(await(store().renew(written, "f1", 7, 1_000)), is(false));
    assertThat(await(store().renew(written, "f1", 7, 900)), is(false)); // a restored pipeline
    assertThat(await(store().renew(written, "f1", 7, 1_250)), is(true));
    assertThat(await(store().lostAt(written)).isPresent(), is(true));
    assertThat(await(store().eventsFrom(written)), is(OptionalLong.of(7)));
    Generation silent = begin();
    assertThat(await(store().renew(silent, "f1", 7, 1_250)), is(true));
  }

  @Test
  void aGenerationIsRefilledUnlessItLostStatesAgain() throws InterruptedException {
    Generation written = begin();
    flush();
    await(store().renew(written, "f1", 7, Long.MIN_VALUE));
    long first = await(store().lostAt(written)).orElseThrow();
    flush();
    pass(Duration.ofMillis(2));
    assertThat(await(store().refilled(written, first)), is(false));
    await(store().renew(written, "f1", 7, Long.MIN_VALUE));
    assertThat(await(store().refilled(written, first)), is(false));
    long second = await(store().lostAt(written)).orElseThrow();
    pass(Duration.ofMillis(2));
    await(store().renew(written, "f1", 7, 5)); // nothing was published
    assertThat(await(store().refilled(written, second)), is(false));
    long third = await(store().lostAt(written)).orElseThrow();
    assertThat(await(store().refilled(written, third)), is(true));
    assertThat(await(store().refilled(written, third)), is(true));
    assertThat(await(store().lostAt(written)), is(OptionalLong.empty()));
    assertThat(await(store().pointer(view)), is(Optional.empty()));
  }

  @Test
  void readersAreNotTakenToAGenerationThatLostStates() {
    Generation written = begin();
    assertThat(point(Optional.empty(), written), is(true));
    Generation later = begin();
    await(store().renew(later, "f1", 7, 1));
    assertThat(point(Optional.of(written), later), is(false));
    long lost = await(store().lostAt(later)).orElseThrow();
    assertThat(await(store().refilled(later, lost)), is(true));
    assertThat(point(Optional.of(written), later), is(true));
  }

  @Test
  void keysThatARunOfAServerDroppedAreLostOnce() {
    Generation first = begin();
    Generation second = begin();
    assertThat(note(Map.of("a", 0L, "b", 0L)), is(false));
    assertThat(note(Map.of("a", 3L, "b", 0L)), is(true));
    refill(first);
    refill(second);
    assertThat(note(Map.of("a", 3L, "b", 0L)), is(false));
    assertThat(note(Map.of("a", 3L, "b", 1L)), is(true));
    refill(first);
    assertThat(await(store().lostAt(second)).isPresent(), is(true));
    assertThat(note(Map.of("a", 4L, "b", 1L)), is(true));
    assertThat(await(store().lostAt(first)).isPresent(), is(true));
  }

  /** For example of a primary that is back after a failover to its replica. */
  @Test
  void whatIsNotedOfARunIsNoLossWhenItIsBack() {
    Generation generation = begin();
    assertThat(note(Map.of("a", 3L)), is(true));
    refill(generation);
    assertThat(note(Map.of("b", 0L)), is(false));
    assertThat(note(Map.of("a", 3L)), is(false));
    assertThat(note(Map.of("a", 3L, "restarted", 0L)), is(false));
    assertThat(await(store().lostAt(generation)), is(OptionalLong.empty()));
    assertThat(note(Map.of("restarted", 2L)), is(true));
  }

  @Test
  void whatARunDropsAfterItsStatisticsWereResetIsLost() {
    begin();
    assertThat(note(Map.of("a", 3L)), is(true));
    assertThat(note(Map.of("a", 2L)), is(true));
    assertThat(note(Map.of("a", 0L)), is(false));
    assertThat(note(Map.of("a", 2L)), is(true));
  }

  @Test
  void evictionsAreNoLossOfViewsThatAreNotBegun() {
    assertThat(note(Map.of("a", 3L)), is(false));
    assertThat(await(store().generations(view)), is(List.of()));
    Generation begun = begin();
    assertThat(await(store().lostAt(begun)), is(OptionalLong.empty()));
  }

  private boolean note(Map<String, Long> byRun) {
    return await(store().noteEviction(view, new Eviction("allkeys-lru", true, byRun)));
  }

  private void refill(Generation generation) {
    long lost = await(store().lostAt(generation)).orElseThrow();
    assertThat(await(store().refilled(generation, lost)), is(true));
  }
}
