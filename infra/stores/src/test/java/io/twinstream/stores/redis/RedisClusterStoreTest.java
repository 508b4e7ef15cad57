package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lettuce.core.cluster.SlotHash;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.OnlineStoreContract;
import io.twinstream.stores.Progress;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.StoreContract;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.status.ViewStatuses;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisClusterStoreTest extends OnlineStoreContract {
  @RegisterExtension static final RedisClusterExtension redis = new RedisClusterExtension();
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final long NONE = Long.MIN_VALUE;
  private static RedisStore store;

  @BeforeAll
  static void connect() {
    store = RedisStore.connect(redis.address(), SOON);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Override
  public OnlineStore store() {
    return store;
  }

  @Override
  public void flush() {
    redis.flush();
  }

  @Override
  public void pass(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }

  /** Else a job would fail at the first entity whose slot another member has. */
  @Test
  void aMemberOfAClusterIsRefusedAsASingleServer() {
    RedisAddress member = redis.member(0).address();
    StoreException refused =
        assertThrows(StoreException.class, () -> RedisStore.connect(member, SOON).close());
    assertThat(
        refused.getMessage(),
        allOf(
            containsString("member of a Redis Cluster"),
            containsString("redis-cluster://" + member)));
  }

  @Test
  void statesAreSpreadOverAllMembers() {
    Generation generation = begun("spread");
    write(generation, 300);
    assertThat(
        IntStream.range(0, RedisClusterExtension.MEMBERS).mapToObj(redis::keys).toList(),
        everyItem(greaterThan(5_000L + 50))); // the marks of its slots, and states
    assertThat(read(generation, 300), everyItem(notNullValue()));
  }

  /** The facts about the view are on one member; the others must not lose states unnoticed. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aMemberThatComesBackEmptyIsALoss(int member) throws Exception {
    Generation generation = begun("emptied" + member);
    write(generation, 100);
    await(store.progress().publish(generation, new Progress(1, 1, 1_000, 1_000)));
    assertThat(await(store.losses().renew(generation, "f1", 7, 1_000)), is(false));
    redis.restartEmpty(member);
    assertThat(await(store.losses().renew(generation, "f1", 7, 1_000)), is(true));
    long lostAt = await(store.losses().lostAt(generation)).orElseThrow();
    write(generation, 100);
    assertThat(await(store.losses().refilled(generation, lostAt)), is(true));
    assertThat(await(store.losses().lostAt(generation)), is(OptionalLong.empty()));
    assertThat(await(store.losses().renew(generation, "f1", 7, NONE)), is(false));
    assertThat(read(generation, 100), everyItem(notNullValue()));
  }

  /** Nothing writes a loaded view again, so its readers must notice the loss themselves. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void readersNoticeAMemberThatComesBackEmpty(int member) throws Exception {
    Generation generation = begun("loaded" + member);
    await(store.generations().point(Optional.empty(), generation));
    awaitHoldsAll(generation);
    redis.restartEmpty(member);
    awaitConnectedTo(generation);
    ViewStatuses statuses = statuses();
    assertThat(await(statuses.of(generation.view())).holdsAll(), is(false));
    assertThat(await(statuses.of(generation.view())).holdsAll(), is(false));
  }

  private static ViewStatuses statuses() {
    return new ViewStatuses(store, InstantSource.fixed(Instant.EPOCH), ViewStatuses.DEFAULT_BOUND);
  }

  /** On a busy machine, a member may answer too late at first. */
  private static void awaitHoldsAll(Generation generation) {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!await(statuses().of(generation.view())).holdsAll()) {
      assertThat("a member answers too late", System.nanoTime() < deadline, is(true));
    }
  }

  @Test
  void anOlderCopyOfAMemberIsALoss() {
    Generation generation = begun("older");
    await(store.progress().publish(generation, new Progress(1, 1, 1_000, 1_000)));
    assertThat(await(store.losses().renew(generation, "f1", 7, 1_000)), is(false));
    // What a replica without the last writes has: marks of earlier times.
    RedisConnection other =
        RedisConnection.open(RedisSettings.of(RedisAddress.parse(redis.address()), SOON));
    await(SlotMarks.of(other).orElseThrow().begin(generation));
    other.close();
    assertThat(await(store.losses().renew(generation, "f1", 7, 1_000)), is(true));
    assertThat(await(store.losses().lostAt(generation)).isPresent(), is(true));
    assertThat(await(store.losses().renew(generation, "f1", 7, 1_000)), is(false));
  }

  /** A reader may look at any time, also while marks are written or deleted. */
  @Test
  void aGenerationThatBeginsOrIsDroppedMeanwhileIsNoLoss() throws Exception {
    ViewKey view = new ViewKey("p", "busy@1");
    long keys = keys();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> reader =
        CompletableFuture.supplyAsync(
            () -> {
              int looks = 0;
              for (; !done.get(); looks++) {
                await(store.generations().list(view)).forEach(RedisClusterStoreTest::lostAt);
              }
              return looks;
            });
    for (int i = 0; i < 3; i++) {
      Generation begun = begun("busy");
      assertThat(lostAt(begun), is(OptionalLong.empty()));
      store.generations().drop(begun);
    }
    done.set(true);
    assertThat(reader.get(), greaterThan(3));
    assertThat(await(store.generations().list(view)), is(List.of()));
    assertThat(keys(), is(keys + 1)); // the hash of the view
  }

  private static long keys() {
    return IntStream.range(0, RedisClusterExtension.MEMBERS).mapToLong(redis::keys).sum();
  }

  private static OptionalLong lostAt(Generation generation) {
    return await(store.losses().lostAt(generation));
  }

  @Test
  void movedSlotsAreNoLossAndAreReadAndWrittenMeanwhile() {
    List<Generation> views = new ArrayList<>();
    for (String view : List.of("a", "b", "c", "d")) {
      views.add(begun("moved-" + view));
    }
    String entity = "card-1";
    int slot = SlotHash.getSlot(entity.getBytes(UTF_8));
    int from = slot * RedisClusterExtension.MEMBERS / 16_384;
    int to = (from + 1) % RedisClusterExtension.MEMBERS;
    List<StateKey> keys = views.stream().map(view -> new StateKey(view, entity)).toList();
    views.forEach(view -> writeOne(view, entity, 1));
    redis.move(
        slot,
        from,
        to,
        () -> {
          assertThat(await(store.states().read(keys)), everyItem(notNullValue()));
          views.forEach(view -> writeOne(view, entity, 2));
          assertThat(newest(keys), everyItem(is(2L)));
        });
    assertThat(newest(keys), everyItem(is(2L)));
    for (int i = 0; i < 20; i++) {
      assertThat(await(store.losses().lostAt(views.get(0))), is(OptionalLong.empty()));
    }
    redis.move(slot, to, from, () -> {});
    assertThat(newest(keys), everyItem(is(2L)));
  }

  private static List<Long> newest(List<StateKey> keys) {
    return await(store.states().read(keys)).stream().map(StoredState::newest).toList();
  }

  private static Generation begun(String view) {
    return await(store.generations().begin(new ViewKey("p", view + "@1"), "f1", 7));
  }

  private static void write(Generation generation, int entities) {
    List<StateWrite> writes =
        IntStream.range(0, entities)
            .mapToObj(i -> StateWrite.of("entity-" + i, 1, 1, new byte[] {1}))
            .toList();
    await(store.states().write(generation, writes, Optional.empty()));
  }

  private static void writeOne(Generation generation, String entity, long newest) {
    await(
        store
            .states()
            .write(
                generation,
                List.of(StateWrite.of(entity, newest, 1, new byte[] {1})),
                Optional.empty()));
  }

  private static List<StoredState> read(Generation generation, int entities) {
    return await(
        store
            .states()
            .read(
                IntStream.range(0, entities)
                    .mapToObj(i -> new StateKey(generation, "entity-" + i))
                    .toList()));
  }

  /** A client reads a restarted member only over a new connection. */
  private static void awaitConnectedTo(Generation generation) {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        read(generation, 100);
        return;
      } catch (RuntimeException notYet) {
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("the cluster does not answer again");
  }

  private static <T> T await(CompletionStage<T> stage) {
    return StoreContract.await(stage);
  }
}
