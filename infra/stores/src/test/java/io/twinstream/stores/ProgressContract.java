package io.twinstream.stores;

import static io.twinstream.stores.StoreContract.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link ProgressStore} does. */
interface ProgressContract extends StoreContract {
  @Test
  default void whereTopicsBeginIsKeptByPartition() {
    Generation generation = begin();
    assertThat(await(store().progress().beginsAt(generation)), is(Map.of()));
    await(store().progress().beginsAt(generation, Map.of("txn#one/0", 0L, "txn#one/1", 1L << 40)));
    await(
        store()
            .progress()
            .publish(generation, Map.of("txn#one/0", new TopicPosition(7, 1_000, Long.MIN_VALUE))));
    assertThat(
        await(store().progress().beginsAt(generation)),
        is(Map.of("txn#one/0", 0L, "txn#one/1", 1L << 40)));
    await(store().progress().beginsAt(generation, Map.of("txn#one/0", 3L)));
    assertThat(
        await(store().progress().beginsAt(generation)),
        is(Map.of("txn#one/0", 3L, "txn#one/1", 1L << 40)));
  }

  @Test
  default void progressMayGoDown() {
    Generation generation = begin();
    assertThat(await(store().progress().published(generation)), is(Optional.empty()));
    await(store().progress().publish(generation, new Progress(2_000, 2_000, 2_001, 2_001)));
    await(
        store().progress().publish(generation, new Progress(1_000, Long.MIN_VALUE, 3_001, 2_500)));
    assertThat(
        await(store().progress().published(generation)),
        is(Optional.of(new Progress(1_000, Long.MIN_VALUE, 3_001, 2_500))));
    assertThat(await(store().progress().published(begin())), is(Optional.empty()));
  }

  @Test
  default void positionsAreKeptByPartitionAndMayGoDown() {
    Generation generation = begin();
    assertThat(await(store().progress().positions(generation)), is(Map.of()));
    await(
        store()
            .progress()
            .publish(
                generation,
                Map.of(
                    "a/0",
                    new TopicPosition(10, 1, Long.MIN_VALUE),
                    "a/1",
                    new TopicPosition(20, 2, Long.MIN_VALUE))));
    await(
        store()
            .progress()
            .publish(
                generation,
                Map.of(
                    "a/1",
                    new TopicPosition(15, Long.MIN_VALUE, Long.MIN_VALUE),
                    "b/0",
                    new TopicPosition(1, 3, 4))));
    await(store().progress().publish(generation, Map.<String, TopicPosition>of()));
    assertThat(
        await(store().progress().positions(generation)),
        is(
            Map.of(
                "a/0",
                new TopicPosition(10, 1, Long.MIN_VALUE),
                "a/1",
                new TopicPosition(15, Long.MIN_VALUE, Long.MIN_VALUE),
                "b/0",
                new TopicPosition(1, 3, 4))));
    assertThat(await(store().progress().positions(begin())), is(Map.of()));
  }

  @Test
  default void whatWasReadIsKeptByPartition() {
    Generation generation = begin();
    assertThat(await(store().progress().readTo(generation)), is(Map.of()));
    ReadTo.First first = new ReadTo.First(1L << 40, -5);
    ReadTo ahead = new ReadTo(3, first, -7, Long.MIN_VALUE, 86_400_000);
    ReadTo nothing = ReadTo.nothing(-4, ReadTo.First.NONE);
    await(store().progress().publishRead(generation, Map.of("a#i/0", ahead, "a#i/1", nothing)));
    assertThat(
        await(store().progress().readTo(generation)), is(Map.of("a#i/0", ahead, "a#i/1", nothing)));
    await(store().progress().publishRead(generation, Map.of("a#i/1", read(-4))));
    await(store().progress().publishRead(generation, Map.of()));
    assertThat(
        await(store().progress().readTo(generation)),
        is(Map.of("a#i/0", ahead, "a#i/1", read(-4))));
    assertThat(await(store().progress().positions(generation)), is(Map.of()));
  }

  /** For example readers on a machine that has lost its connection to the cluster. */
  @Test
  default void positionsOfEarlierReadersAreIgnored() {
    Generation generation = begin();
    await(
        store()
            .progress()
            .beginRead(generation, Map.of("a/0", ReadTo.nothing(1, ReadTo.First.NONE))));
    await(store().progress().publishRead(generation, Map.of("a/0", read(1), "a/1", read(1))));
    assertThat(await(store().progress().readTo(generation)).get("a/0"), is(read(1)));
    ReadTo again = ReadTo.nothing(2, ReadTo.First.NONE);
    await(store().progress().beginRead(generation, Map.of("a/0", again)));
    assertThat(
        await(store().progress().readTo(generation)), is(Map.of("a/0", again, "a/1", read(1))));
    await(store().progress().publishRead(generation, Map.of("a/0", read(1))));
    assertThat(await(store().progress().readTo(generation)).get("a/0"), is(again));
    await(store().progress().publishRead(generation, Map.of("a/0", read(2))));
    assertThat(await(store().progress().readTo(generation)).get("a/0"), is(read(2)));
  }

  private static ReadTo read(long run) {
    return new ReadTo(run, ReadTo.First.NONE, 1, 2, 0);
  }
}
