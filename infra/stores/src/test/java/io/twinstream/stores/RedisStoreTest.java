package io.twinstream.stores;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
  protected OnlineStore store() {
    return store;
  }

  @Override
  protected void flush() {
    redis.command("FLUSHALL");
  }

  @Override
  protected void pass(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }

  @Test
  void aServerThatForgetsItsScriptsIsSentThemAgain() {
    Generation generation = await(store.begin(new ViewKey("forgetful", "v@1"), 0));
    redis.command("SCRIPT FLUSH");
    List<StateWrite> writes =
        IntStream.range(0, 350)
            .mapToObj(i -> StateWrite.of("e" + i, 1, 1, new byte[] {1}))
            .toList();
    assertThat(await(store.write(generation, writes, Optional.empty())), is(350));
  }

  @Test
  void keysAreAsDocumented() {
    Generation generation = await(store.begin(new ViewKey("payments", "card_spend@1"), 0));
    await(
        store.write(
            generation, List.of(StateWrite.of("4711", 1, 1, new byte[] {1})), Optional.empty()));
    String key = "payments:card_spend@1#" + generation.number() + ":4711";
    assertThat(redis.command("EXISTS " + key), is(":1\r\n"));
    assertThat(redis.command("STRLEN " + key), is(":17\r\n"));
  }

  @Test
  void aForeignValueIsAnErrorAndTheConnectionSurvives() {
    Generation generation = await(store.begin(new ViewKey("foreign", "v@1"), 0));
    redis.command("SET " + generation + ":a short");
    StoreException e =
        assertThrows(
            StoreException.class, () -> await(store.read(List.of(new StateKey(generation, "a")))));
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
    Generation generation = await(store.begin(new ViewKey("returning", "v@1"), 0));
    List<StateWrite> writes = List.of(StateWrite.of("a", 1, 1, new byte[] {1}));
    await(store.write(generation, writes, Optional.empty()));
    redis.restart();
    assertThat(await(store.write(generation, writes, Optional.empty())), is(1));
    assertThat(await(store.read(List.of(new StateKey(generation, "a")))).get(0).mass(), is(1L));
    assertThat(await(store.begin(generation.view(), 0)), greaterThan(generation));
  }

  @Test
  void anAddressWhereNothingListensIsNamed() {
    StoreException e =
        assertThrows(
            StoreException.class,
            () -> RedisStore.connect(new RedisAddress("127.0.0.1", 1), Duration.ofSeconds(2)));
    assertThat(e.getMessage(), containsString("127.0.0.1:1"));
  }
}
