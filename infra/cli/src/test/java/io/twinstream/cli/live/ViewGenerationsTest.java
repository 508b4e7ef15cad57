package io.twinstream.cli.live;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.cli.live.ViewGenerations.Listed;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ViewGenerationsTest {
  private static final ViewKey VIEW = new ViewKey("shop", "spend@1");
  private static final long NOW = 1_700_000_000_000L;

  private final InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(NOW));
  private final OnlineStore store = new MemoryStore(clock);

  @Test
  void onlyThoseAreOldThatReadersLeftAndNoJobWrites() {
    Generation left = begin();
    Generation leftButWritten = begin();
    Generation followed = begin();
    Generation abandoned = begin();
    Generation catchingUp = begin();
    await(store.generations().point(Optional.empty(), followed));
    await(
        store
            .progress()
            .publish(left, new Progress(5, Long.MIN_VALUE, NOW - 3_600_000, Long.MIN_VALUE)));
    await(
        store
            .progress()
            .publish(leftButWritten, new Progress(5, Long.MIN_VALUE, NOW - 1_000, Long.MIN_VALUE)));
    await(
        store
            .progress()
            .publish(catchingUp, new Progress(5, Long.MIN_VALUE, NOW - 1_000, Long.MIN_VALUE)));
    List<Listed> listed = ViewGenerations.of(store, VIEW, clock);
    assertThat(
        listed.stream().map(Listed::generation).toList(),
        is(List.of(left, leftButWritten, followed, abandoned, catchingUp)));
    assertThat(
        listed.stream().filter(Listed::isOld).map(Listed::generation).toList(), is(List.of(left)));
    assertThat(
        listed.stream().filter(Listed::isAbandoned).map(Listed::generation).toList(),
        is(List.of(abandoned)));
    assertThat(listed.get(0).text(), containsString("published 1h ago"));
    assertThat(listed.get(2).text(), containsString("FOLLOWED"));
    assertThat(listed.get(2).lost(), is(false));
  }

  @Test
  void anEmptiedGenerationIsNeitherOldNorAbandoned() {
    Generation followed = begin();
    ((MemoryStore) store).clear();
    await(store.losses().renew(followed, "f1", 7, Long.MIN_VALUE));
    await(
        store
            .progress()
            .publish(followed, new Progress(5, Long.MIN_VALUE, NOW - 1_000, Long.MIN_VALUE)));
    Listed listed = ViewGenerations.of(store, VIEW, clock).get(0);
    assertThat(listed.text(), containsString("LOST STATES; its job writes them again"));
    assertThat(listed.toMap().get("lost"), is(true));
    assertThat(listed.toMap().get("fingerprint"), is("f1"));
    assertThat(listed.isOld() || listed.isAbandoned(), is(false));
  }

  @Test
  void aLoadedGenerationIsListedAsLoaded() {
    await(store.generations().loaded(begin(), NOW - 2_000, 0));
    Listed listed = ViewGenerations.of(store, VIEW, clock).get(0);
    assertThat(listed.text(), containsString("loaded 2s ago"));
    assertThat(listed.toMap().get("loaded_at"), is(Instant.ofEpochMilli(NOW - 2_000).toString()));
  }

  private Generation begin() {
    return await(store.generations().begin(VIEW, "f1", 7));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(Duration.ofSeconds(1), stage);
  }
}
