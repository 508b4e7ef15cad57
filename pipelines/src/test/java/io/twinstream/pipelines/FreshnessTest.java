package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ReadTo;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Up to when a live job says that it is complete, on a topic with the producers' times. */
@Tag("slow")
class FreshnessTest extends LiveJobFixture {
  @Test
  void whereEventsGoOnItIsCompleteUpToNowWithoutACheckpoint() throws Exception {
    begin(2);
    long day = Duration.ofDays(1).toMillis();
    send(List.of(new Transactions.Known(Clock.systemUTC().millis() + day, "broken")), 2);
    assertThat(stream("--views=" + CARDS, "--checkpointingInterval=3600000"), is(0));
    for (int i = 0; i < 2; i++) {
      long before = Clock.systemUTC().millis();
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
        Await.within(SOON, stack.store().readTo(followed)).values().stream()
            .map(ReadTo::ahead)
            .sorted()
            .toList();
    assertThat(ahead.get(0), is(0L));
    assertThat(ahead.get(1), is(greaterThan(day / 2)));
  }

  private long completeAt() {
    Generation followed = Expected.followed(stack.store(), CARDS);
    return Await.within(SOON, stack.store().progress(followed))
        .map(Progress::completeAt)
        .orElse(Long.MIN_VALUE);
  }
}
