package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.status.Freshness;
import io.twinstream.stores.status.ViewStatuses;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests up to which instant a live job proves that it is complete, on a topic with the producers'
 * timestamps.
 */
@Tag("slow")
class FreshnessTest extends LiveJobFixture {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void whereEventsGoOnItIsCompleteUpToNowWithoutACheckpoint() throws Exception {
    begin(2);
    long day = DAY.toMillis();
    send(List.of(new Transactions.Known(Clock.systemUTC().millis() + day, "broken")), 2);
    assertThat(stream("--views=" + CARDS, "--checkpointingInterval=3600000"), is(0));
    long lastRound = 0;
    for (int i = 0; i < 2; i++) {
      long before = Clock.systemUTC().millis();
      lastRound = before;
      awaitTrue(
          () -> {
            long now = Clock.systemUTC().millis();
            send(List.of(Transactions.record(now), Transactions.record(now)), 2);
            return completeAt() > before;
          });
      assertThat(completeAt(), is(greaterThan(before)));
      assertThat(completeAt(), is(lessThan(Clock.systemUTC().millis())));
    }
    Generation followed = Expected.followed(stack.store(), CARDS);
    List<Long> ahead =
        Await.within(SOON, stack.store().progress().readTo(followed)).values().stream()
            .map(ReadTo::ahead)
            .sorted()
            .toList();
    assertThat(ahead.get(0), is(0L));
    assertThat(ahead.get(1), is(greaterThan(day / 2)));

    Progress without = progress(followed);
    assertThat(without.checkpointAt(), is(lessThan(lastRound))); // when the job began
    stack.flink().checkpoint(stack.flink().running().get(0));
    awaitTrue(() -> progress(followed).checkpointAt() >= without.publishedAt());
    assertThat(progress(followed).checkpointAt(), is(greaterThanOrEqualTo(without.publishedAt())));
  }

  /** States only depend on events, and readers learn that the age of values is unknown. */
  @Test
  void aClockThatIsADayOffMakesNothingFreshNorLost() throws Exception {
    begin(2);
    List<Transactions.Known> records = Transactions.records(7, 400);
    Map<String, String> expected = Expected.states(CARDS, records);
    send(records, 2);
    run(Clock.offset(Clock.systemUTC(), DAY), expected);
    awaitTrue(() -> freshness(InstantSource.system()) == Freshness.CLOCKS_APART);
    assertThat(freshness(InstantSource.system()), is(Freshness.CLOCKS_APART));
    Generation followed = Expected.followed(stack.store(), CARDS);
    long before = publishedAt(followed);
    restore(Clock.systemUTC());
    awaitTrue(() -> publishedAt(followed) > before + 1);
    assertThat(publishedAt(followed), is(greaterThan(before + 1)));
    // By the first job's clock: the restored checkpoint may have begun before the last progress.
    assertThat(progress(followed).checkpointAt(), is(greaterThanOrEqualTo(before - 60_000)));
    assertThat(
        Await.within(SOON, stack.store().losses().lostAt(followed)), is(OptionalLong.empty()));

    run(Clock.offset(Clock.systemUTC(), DAY.negated()), expected);
    awaitTrue(() -> completeAt() > 0 && freshness(InstantSource.system()) == Freshness.STALE);
    assertThat(freshness(InstantSource.system()), is(Freshness.STALE));

    run(Clock.systemUTC(), expected);
    awaitTrue(() -> freshness(InstantSource.system()) == Freshness.FRESH);
    assertThat(freshness(InstantSource.system()), is(Freshness.FRESH));

    // Also if the server's clock is ahead.
    InstantSource ahead = InstantSource.offset(InstantSource.system(), DAY);
    InstantSource behind = InstantSource.offset(InstantSource.system(), DAY.negated());
    assertThat(freshness(ahead), is(Freshness.STALE));
    assertThat(freshness(behind), is(Freshness.CLOCKS_APART));
  }

  /** Runs a fresh job until readers follow it. */
  private void run(Clock of, Map<String, String> expected) throws Exception {
    cancelJobs();
    clock = of;
    assertThat(stream("--views=" + CARDS), is(0));
    List<Generation> begun =
        Await.within(SOON, stack.store().generations().list(new ViewKey("payments", CARDS)));
    Generation fresh = begun.get(begun.size() - 1);
    awaitTrue(() -> Expected.followed(stack.store(), CARDS).equals(fresh));
    assertThat(Expected.followed(stack.store(), CARDS), is(fresh));
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
  }

  private void restore(Clock as) throws Exception {
    JobID job = stack.flink().running().get(0);
    stack.flink().checkpoint(job);
    stack.flink().cancel(job);
    clock = as;
    assertThat(stream("--views=" + CARDS, "--restore=latest"), is(0));
  }

  private long publishedAt(Generation of) {
    return progress(of).publishedAt();
  }

  private Progress progress(Generation of) {
    return Await.within(SOON, stack.store().progress().published(of)).orElseThrow();
  }

  /** As a server reads it; UNFILLED or LOST would have priority. */
  private Freshness freshness(InstantSource of) {
    ViewStatuses statuses = new ViewStatuses(stack.store(), of, SOON);
    return Await.within(SOON, statuses.of(new ViewKey("payments", CARDS))).freshness(60_000);
  }

  private long completeAt() {
    Generation followed = Expected.followed(stack.store(), CARDS);
    return Await.within(SOON, stack.store().progress().published(followed))
        .map(Progress::completeAt)
        .orElse(Long.MIN_VALUE);
  }
}
