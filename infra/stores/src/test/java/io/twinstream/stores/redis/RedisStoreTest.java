package io.twinstream.stores.redis;

import static io.twinstream.stores.StoreContract.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.OnlineStoreContract;
import io.twinstream.stores.Progress;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.TopicPosition;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisStoreTest extends OnlineStoreContract {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();
  private static RedisStore store;

  @BeforeAll
  static void connect() {
    store = RedisStore.connect(redis.address(), Duration.ofSeconds(10));
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
    redis.command("FLUSHALL");
  }

  @Override
  public void pass(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }

  @Test
  void aServerThatForgetsItsScriptsIsSentThemAgain() {
    Generation generation =
        await(store.generations().begin(new ViewKey("forgetful", "v@1"), "f1", 0));
    redis.command("SCRIPT FLUSH");
    List<StateWrite> writes =
        IntStream.range(0, 350)
            .mapToObj(i -> StateWrite.of("e" + i, 1, 1, new byte[] {1}))
            .toList();
    assertThat(await(store.states().write(generation, writes, Optional.empty())), is(350));
  }

  @Test
  void anInterruptedThreadClosesItsConnections() throws Exception {
    long before = connections();
    RedisStore other = RedisStore.connect(redis.address(), Duration.ofSeconds(10));
    assertThat(connections(), is(greaterThan(before)));
    Thread.currentThread().interrupt();
    other.close();
    assertThat(Thread.interrupted(), is(true));
    for (int i = 0; i < 100 && connections() > before; i++) {
      Thread.sleep(20);
    }
    assertThat(connections(), is(before));
  }

  private static long connections() {
    return redis
        .command("INFO clients")
        .lines()
        .filter(line -> line.startsWith("connected_clients:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }

  @Test
  void aServerDecidesAsMemoryDoes() {
    MemoryStore memory = new MemoryStore(InstantSource.system());
    Generation generation = await(store.generations().begin(new ViewKey("random", "v@1"), "f1", 0));
    long[] numbers = {0, 1, 2, 255, 256, 1L << 31, 1L << 32, (1L << 53) - 1, 1L << 53};
    Random random = new Random(7);
    for (int batch = 0; batch < 50; batch++) {
      List<StateWrite> writes = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        long newest = numbers[random.nextInt(numbers.length)] * (random.nextBoolean() ? 1 : -1);
        long count = numbers[random.nextInt(numbers.length)];
        byte[] bytes = {(byte) batch, (byte) i, (byte) (i >> 8)};
        writes.add(StateWrite.of("e" + random.nextInt(400), newest, count, bytes));
      }
      int stored = await(store.states().write(generation, writes, Optional.empty()));
      assertThat(stored, is(await(memory.states().write(generation, writes, Optional.empty()))));
    }
    Map<String, String> expected = new HashMap<>();
    memory.states().scan(generation, (entity, state) -> expected.put(entity, describe(state)));
    Map<String, String> found = new HashMap<>();
    store.states().scan(generation, (entity, state) -> found.put(entity, describe(state)));
    assertThat(found, is(expected));
  }

  private static String describe(StoredState state) {
    return state.newest() + "/" + state.count() + "/" + HexFormat.of().formatHex(state.bytes());
  }

  /** Jobs of earlier versions did not publish a time of completeness. */
  @Test
  void withoutATimeOfCompletenessProgressIsUnknown() {
    Generation generation = await(store.generations().begin(new ViewKey("older", "v@1"), "f1", 0));
    redis.command("HSET " + generation + " known 7 published_at 8 next:a/0 10");
    assertThat(
        await(store.progress().published(generation)),
        is(Optional.of(new Progress(7, Long.MIN_VALUE, 8, Long.MIN_VALUE))));
    assertThat(
        await(store.progress().positions(generation)),
        is(Map.of("a/0", new TopicPosition(10, Long.MIN_VALUE, Long.MIN_VALUE))));
  }

  @Test
  void keysAreAsDocumented() {
    Generation generation =
        await(store.generations().begin(new ViewKey("payments", "card_spend@1"), "f1", 0));
    await(
        store
            .states()
            .write(
                generation,
                List.of(StateWrite.of("4711", 1, 1, new byte[] {1})),
                Optional.empty()));
    String key = "payments:card_spend@1#" + generation.number() + ":4711";
    assertThat(redis.command("EXISTS " + key), is(":1\r\n"));
    assertThat(redis.command("STRLEN " + key), is(":17\r\n"));
  }

  /** The first generation of a view, and a later one, have lost nothing of what was not theirs. */
  @Test
  void evictionsBeforeAGenerationAreNoLossOfIt() {
    ViewKey evicting = new ViewKey("evicting", "v@1");
    try {
      evictAKey();
      Generation first = await(store.generations().begin(evicting, "f1", 0));
      assertThat(noteEviction(first), is(false));
      assertThat(await(store.losses().lostAt(first)), is(OptionalLong.empty()));
      evictAKey();
      Generation second = await(store.generations().begin(evicting, "f1", 0));
      assertThat(
          await(store.losses().lostAt(first)).isPresent(), is(true)); // though nothing noted it
      assertThat(noteEviction(second), is(false));
      assertThat(await(store.losses().lostAt(second)), is(OptionalLong.empty()));
    } finally {
      redis.command("CONFIG RESETSTAT");
    }
  }

  private boolean noteEviction(Generation of) {
    return await(
        store.losses().noteEviction(of.view(), await(store.losses().eviction()).orElseThrow()));
  }

  private static void evictAKey() {
    redis.command("SET victim of-memory EX 1000");
    redis.command("CONFIG SET maxmemory-policy volatile-ttl");
    redis.command("CONFIG SET maxmemory 1");
    redis.command("SET any thing"); // which makes it drop what expires
    redis.command("CONFIG SET maxmemory 0");
    redis.command("CONFIG SET maxmemory-policy noeviction");
  }

  @Test
  void aForeignValueIsAnErrorAndTheConnectionSurvives() {
    Generation generation =
        await(store.generations().begin(new ViewKey("foreign", "v@1"), "f1", 0));
    redis.command("SET " + generation + ":a short");
    StoreException e =
        assertThrows(
            StoreException.class,
            () -> await(store.states().read(List.of(new StateKey(generation, "a")))));
    assertThat(e.getMessage(), containsString("not a state"));
    await(store.check());
  }

  @Test
  void aServerThatHangsFailsWithinTheDeadline() throws Exception {
    try (RedisStore impatient = RedisStore.connect(redis.address(), Duration.ofMillis(300))) {
      redis.pause(true);
      try {
        long before = System.nanoTime();
        StoreException e = assertThrows(StoreException.class, () -> await(impatient.check()));
        assertThat(e.getMessage(), containsString(redis.address().toString()));
        assertThat((System.nanoTime() - before) / 1_000_000_000, is(lessThan(10L)));
      } finally {
        redis.pause(false);
      }
      await(impatient.check());
    }
  }

  @Test
  void aServerThatComesBackIsUsedAgain() throws Exception {
    Generation generation =
        await(store.generations().begin(new ViewKey("returning", "v@1"), "f1", 0));
    List<StateWrite> writes = List.of(StateWrite.of("a", 1, 1, new byte[] {1}));
    await(store.states().write(generation, writes, Optional.empty()));
    long epoch = store.epoch();
    redis.restart();
    assertThat(await(store.states().write(generation, writes, Optional.empty())), is(1));
    assertThat(store.epoch(), greaterThan(epoch));
    assertThat(
        await(store.states().read(List.of(new StateKey(generation, "a")))).get(0).count(), is(1L));
    assertThat(
        await(store.generations().begin(generation.view(), "f1", 0)), greaterThan(generation));
  }

  @Test
  void itsClockIsTheServers() {
    long now = InstantSource.system().millis();
    long time = await(store.time()).orElseThrow();
    assertThat(Math.abs(time - now), is(lessThan(60_000L)));
    redis.command("ACL SETUSER default -time");
    try {
      assertThat(await(store.time()), is(OptionalLong.empty()));
    } finally {
      redis.command("ACL SETUSER default +time");
    }
  }

  @Test
  void anAddressWhereNothingListensIsNamed() {
    StoreException e =
        assertThrows(
            StoreException.class,
            () -> RedisStore.connect(new RedisAddress("127.0.0.1", 1), Duration.ofSeconds(2)));
    assertThat(e.getMessage(), containsString("127.0.0.1:1"));
  }

  @Test
  void anEventLoopReceivesItsOwnAnswers() throws Exception {
    EventLoopGroup loops = new NioEventLoopGroup(2);
    try (OnlineStore store =
        RedisStore.connect(RedisSettings.of(redis.address(), Duration.ofSeconds(10)), loops)) {
      Generation generation = new Generation(new ViewKey("shop", "loops@1"), 1);
      List<StateKey> keys = List.of(new StateKey(generation, "a"), new StateKey(generation, "b"));
      for (EventExecutor loop : loops) {
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        loop.execute(
            () -> store.states().read(keys).thenAccept(found -> same.complete(loop.inEventLoop())));
        assertThat(same.get(10, TimeUnit.SECONDS), is(true));
      }
      assertThat(await(store.states().read(keys)).get(0), nullValue());
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }
}
