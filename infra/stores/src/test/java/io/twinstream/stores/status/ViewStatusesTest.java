package io.twinstream.stores.status;

import static io.twinstream.stores.StoreContract.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.stores.Generation;
import io.twinstream.stores.ManualClock;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.OverriddenStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.status.ViewStatus.Asked;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ViewStatusesTest {
  private static final ViewKey VIEW = new ViewKey("payments", "card_spend@1");
  private static final Duration BOUND = Duration.ofMillis(500);

  private final ManualClock clock = new ManualClock(Instant.parse("2025-01-01T00:00:00Z"));
  private final MemoryStore store = new MemoryStore(clock);
  private final AtomicLong epoch = new AtomicLong();
  private Duration ahead = Duration.ZERO;
  private final ViewStatuses statuses =
      new ViewStatuses(
          OverriddenStore.of(store, Map.of("epoch", epoch::get, "time", this::storeTime)),
          clock,
          BOUND);
  private Generation first;
  private Generation second;

  @BeforeEach
  void pointAtTheFirst() {
    first = await(store.generations().begin(VIEW, "f1", 0));
    second = await(store.generations().begin(VIEW, "f1", 0));
    await(store.generations().point(Optional.empty(), first));
  }

  @Test
  void aMovedPointerIsFollowedWithinTheBound() {
    assertThat(generation(), is(Optional.of(first)));
    await(store.generations().point(Optional.of(first), second));
    assertThat(generation(), is(Optional.of(first)));
    clock.advance(BOUND);
    assertThat(generation(), is(Optional.of(second)));
  }

  @Test
  void progressComesWithIt() {
    await(store.progress().publish(first, new Progress(7, Long.MIN_VALUE, 8, 8)));
    assertThat(
        await(statuses.of(VIEW)),
        is(
            new ViewStatus(
                Optional.of(first),
                Optional.of("f1"),
                Optional.of(new Progress(7, Long.MIN_VALUE, 8, 8)),
                Optional.empty(),
                false,
                true,
                new Asked(clock.millis(), 0, 0))));
  }

  /** In a cluster, the member that is asked for its time may be down. */
  @Test
  void aStoreThatDoesNotReportItsTimeDelaysNoLiveViewAndALoadedOneBriefly() {
    OnlineStore silent = OverriddenStore.of(store, Map.of("time", CompletableFuture::new));
    await(store.progress().publish(first, new Progress(7, 7, 8, 8)));
    assertThat(
        new ViewStatuses(silent, clock, BOUND).of(VIEW).toCompletableFuture().isDone(), is(true));
    await(store.generations().point(Optional.of(first), second));
    await(store.generations().loaded(second, 5, 0));
    ViewStatuses others = new ViewStatuses(silent, clock, BOUND);
    assertThat(await(others.of(VIEW)).loaded(), is(true));
  }

  @Test
  void theLagOfWhatNeverWasCompleteIsUnknown() {
    await(store.progress().publish(first, new Progress(7, Long.MIN_VALUE, 8, 8)));
    assertThat(await(statuses.of(VIEW)).lag(), is(OptionalLong.empty()));
    await(store.progress().publish(first, new Progress(7, clock.millis() - 40, 8, 8)));
    clock.advance(BOUND);
    assertThat(await(statuses.of(VIEW)).lag(), is(OptionalLong.of(40 + BOUND.toMillis())));
  }

  @Test
  void theAgeOfACheckpointIsMeasuredByTheJobsClock() {
    await(store.progress().publish(first, new Progress(7, 0, 8_000, Long.MIN_VALUE)));
    assertThat(await(statuses.of(VIEW)).checkpointAge(), is(OptionalLong.empty()));
    await(store.progress().publish(first, new Progress(7, 0, 8_000, 3_000)));
    clock.advance(BOUND);
    assertThat(await(statuses.of(VIEW)).checkpointAge(), is(OptionalLong.of(5_000)));
  }

  @Test
  void aViewThatWasNeverPointedAtHasNoGeneration() {
    ViewKey unknown = new ViewKey("payments", "user_spend@1");
    assertThat(
        await(statuses.of(unknown)), is(ViewStatus.ofNothing(new Asked(clock.millis(), 0, 0))));
  }

  @Test
  void aLoadedGenerationIsSoUntilAPipelineWritesIt() {
    assertThat(await(statuses.of(VIEW)).loaded(), is(false));
    await(store.generations().loaded(first, 5, 0));
    clock.advance(BOUND);
    assertThat(await(statuses.of(VIEW)).loaded(), is(true));
    await(store.progress().publish(first, new Progress(7, Long.MIN_VALUE, 8, 8)));
    clock.advance(BOUND);
    assertThat(await(statuses.of(VIEW)).loaded(), is(false));
  }

  @Test
  void aGenerationThatLostStatesDoesNotHoldAll() {
    await(store.losses().renew(first, "f1", 0, 5));
    assertThat(await(statuses.of(VIEW)).holdsAll(), is(false));
    long lost = await(store.losses().lostAt(first)).orElseThrow();
    await(store.losses().refilled(first, lost));
    clock.advance(BOUND);
    assertThat(await(statuses.of(VIEW)).holdsAll(), is(true));
  }

  @Test
  void aClockThatGoesBackDoesNotFreezeWhatIsRemembered() {
    assertThat(generation(), is(Optional.of(first)));
    await(store.generations().point(Optional.of(first), second));
    clock.set(clock.instant().minusSeconds(3_600));
    assertThat(generation(), is(Optional.of(second)));
  }

  /** Which may be empty now. */
  @Test
  void aStoreThatWasConnectedAgainIsAskedAgain() {
    assertThat(generation(), is(Optional.of(first)));
    store.clear();
    assertThat(generation(), is(Optional.of(first)));
    long asked = await(statuses.of(VIEW)).asked().epoch();
    assertThat(statuses.connectedAgainSince(asked), is(false));
    epoch.incrementAndGet();
    assertThat(statuses.connectedAgainSince(asked), is(true));
    ViewStatus now = await(statuses.of(VIEW));
    assertThat(now, is(ViewStatus.ofNothing(new Asked(clock.millis(), 0, 1))));
  }

  @Test
  void aLoadedViewHasClocksApartIfTheStoresClockDiffers() {
    await(store.generations().loaded(first, 5, 0));
    assertThat(freshness(100), is(Freshness.LOADED));
    ahead = Duration.ofMillis(101);
    assertThat(freshness(100), is(Freshness.CLOCKS_APART));
    assertThat(freshness(101), is(Freshness.LOADED));
    ahead = Duration.ofMillis(-101);
    assertThat(freshness(100), is(Freshness.CLOCKS_APART));
  }

  @Test
  void aTableIsFreshUntilItsLoadIsOlderThanTheSchedule() {
    long schedule = Duration.ofDays(1).toMillis();
    await(store.generations().loaded(first, clock.millis(), 0));
    await(store.generations().numbered(first, 3));
    assertThat(freshness(schedule), is(Freshness.FRESH));
    clock.advance(Duration.ofDays(1).minus(BOUND.multipliedBy(2)));
    assertThat(freshness(schedule), is(Freshness.FRESH));
    assertThat(freshness(schedule), is(Freshness.STALE));
    await(store.generations().loaded(second, clock.millis(), 0));
    await(store.generations().numbered(second, 4));
    await(store.generations().point(Optional.of(first), second));
    assertThat(freshness(schedule), is(Freshness.FRESH));
    assertThat(await(statuses.of(VIEW)).load().orElseThrow().number(), is(OptionalLong.of(4)));
  }

  private Freshness freshness(long limit) {
    clock.advance(BOUND);
    return await(statuses.of(VIEW)).freshness(limit);
  }

  private CompletionStage<OptionalLong> storeTime() {
    return CompletableFuture.completedFuture(
        OptionalLong.of(clock.instant().plus(ahead).toEpochMilli()));
  }

  private Optional<Generation> generation() {
    return await(statuses.of(VIEW)).generation();
  }
}
