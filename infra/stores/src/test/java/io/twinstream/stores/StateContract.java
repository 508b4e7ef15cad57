package io.twinstream.stores;

import static io.twinstream.stores.StoreContract.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link StateStore} does. */
interface StateContract extends StoreContract {
  Optional<Duration> NEVER = Optional.empty();

  @Test
  default void theGreaterVersionStays() {
    Generation generation = begin();
    long[][] versions = {
      {5, 1}, {5, 0}, {4, 9}, {5, 2}, {-7, 3}, {6, 0}, {1L << 52, 1}, {1L << 32, 9}, {1L << 53, 0}
    };
    long[][] kept = {
      {5, 1}, {5, 1}, {5, 1}, {5, 2}, {5, 2}, {6, 0}, {1L << 52, 1}, {1L << 52, 1}, {1L << 53, 0}
    };
    for (int i = 0; i < versions.length; i++) {
      write(generation, "a", versions[i][0], versions[i][1], "v" + i);
      StoredState state = read(generation, "a");
      assertThat(List.of(state.newest(), state.count()), contains(kept[i][0], kept[i][1]));
    }
  }

  @Test
  default void versionsBefore1970AreOrderedToo() {
    Generation generation = begin();
    assertThat(write(generation, "a", -300, 1, "old"), is(1));
    assertThat(write(generation, "a", -301, 2, "older"), is(0));
    assertThat(text(read(generation, "a")), is("old"));
    assertThat(write(generation, "a", -1, 1, "newer"), is(1));
    assertThat(write(generation, "a", 0, 1, "newest"), is(1));
    assertThat(text(read(generation, "a")), is("newest"));
    assertThat(read(generation, "a").newest(), is(0L));
  }

  @Test
  default void theIncomingStateWinsATie() {
    Generation generation = begin();
    write(generation, "a", 5, 1, "first");
    assertThat(write(generation, "a", 5, 1, "second"), is(1));
    assertThat(text(read(generation, "a")), is("second"));
  }

  @Test
  default void theOrderOfWritesDoesNotMatter() {
    Generation generation = begin();
    List<StateWrite> writes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int shuffled = i * 211 % 500;
      writes.add(state("e" + shuffled % 50, shuffled / 100, shuffled % 100, "s" + shuffled));
    }
    await(store().states().write(generation, writes, NEVER));
    for (int entity = 0; entity < 50; entity++) {
      // The greatest of 0..499 that is the entity modulo 50, by (hundreds, rest).
      assertThat(text(read(generation, "e" + entity)), is("s" + (450 + entity)));
    }
  }

  @Test
  default void bytesComeBackAsTheyAre() {
    Generation generation = begin();
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    List<StateWrite> writes =
        List.of(StateWrite.of("all", 1, 1, all), StateWrite.of("none", 1, 1, new byte[0]));
    await(store().states().write(generation, writes, NEVER));
    assertThat(read(generation, "all").bytes(), is(all));
    assertThat(read(generation, "none").bytes(), is(new byte[0]));
  }

  @Test
  default void manyAreReadInOrderWithGapsAndRepetitions() {
    Generation generation = begin();
    Generation other = begin();
    List<StateWrite> writes =
        IntStream.range(0, 2_500).mapToObj(i -> state("e" + i, i, 1, "s" + i)).toList();
    assertThat(await(store().states().write(generation, writes, NEVER)), is(2_500));
    List<StateKey> keys = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 2_600; i >= 0; i--) {
      keys.add(new StateKey(generation, "e" + i));
      expected.add(i < 2_500 ? "s" + i : null);
      keys.add(new StateKey(i % 2 == 0 ? generation : other, "e1"));
      expected.add(i % 2 == 0 ? "s1" : null);
    }
    List<StoredState> found = await(store().states().read(keys));
    assertThat(found.stream().map(StateContract::text).toList(), is(expected));
    assertThat(await(store().states().read(List.of())), is(empty()));
    assertThat(await(store().states().write(generation, List.of(), NEVER)), is(0));
  }

  @Test
  default void anyTextIsAnEntityAndNoTwoShareAKey() {
    Generation generation = begin();
    List<String> entities =
        List.of(
            "",
            " ",
            ":",
            "#",
            "a:b",
            "a#1:b",
            "#1:a",
            "*",
            "?",
            "[a]",
            "{a}",
            "{b}x",
            "\\",
            "\0",
            "a\0",
            "line\nbreak",
            "\r\n",
            "é",
            "e\u0301",
            "日本語",
            "\uD83D\uDE80",
            "\uFFFF",
            "?",
            "x".repeat(10_000));
    List<StateWrite> writes = new ArrayList<>();
    for (String entity : entities) {
      writes.add(state(entity, 1, 1, "<" + entity + ">"));
    }
    await(store().states().write(generation, writes, NEVER));
    for (String entity : entities) {
      assertThat(text(read(generation, entity)), is("<" + entity + ">"));
    }
    assertThat(scan(generation).keySet(), is(new HashSet<>(entities)));
  }

  @Test
  default void textThatIsNotUnicodeIsRefused() {
    Generation generation = begin();
    assertThrows(
        IllegalArgumentException.class, () -> write(generation, "a\uD83D", 1, 1, "half a rocket"));
    assertThrows(IllegalArgumentException.class, () -> read(generation, "\uDE80"));
  }

  @Test
  default void generationsAndViewsDoNotMix() {
    Generation first = begin();
    Generation second = begin();
    Generation other =
        await(store().generations().begin(new ViewKey(view().project(), "card_spend@11"), "f1", 0));
    write(first, "a", 9, 9, "first");
    write(second, "a", 1, 1, "second");
    write(other, "a", 2, 2, "other");
    assertThat(text(read(first, "a")), is("first"));
    assertThat(text(read(second, "a")), is("second"));
    assertThat(scan(first), is(Map.of("a", "first")));
    assertThat(scan(other), is(Map.of("a", "other")));
  }

  @Test
  default void scansVisitEveryEntityOnce() {
    Generation generation = begin();
    Map<String, String> expected = new HashMap<>();
    List<StateWrite> writes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      writes.add(state("e" + i, i, 1, "s" + i));
      expected.put("e" + i, "s" + i);
    }
    await(store().states().write(generation, writes, NEVER));
    point(Optional.empty(), generation);
    await(store().progress().publish(generation, new Progress(1, Long.MIN_VALUE, 1, 1)));
    assertThat(scan(generation), is(expected));
    assertThat(scan(begin()), is(Map.of()));
  }

  @Test
  default void statesExpireByTheTimeOfTheirLastWrite() throws InterruptedException {
    Generation generation = begin();
    Optional<Duration> soon = Optional.of(Duration.ofMillis(300));
    await(store().states().write(generation, List.of(state("goes", 1, 1, "x")), soon));
    await(store().states().write(generation, List.of(state("stays", 1, 1, "x")), soon));
    assertThat(text(read(generation, "goes")), is("x"));
    await(store().states().write(generation, List.of(state("stays", 2, 1, "y")), NEVER));
    pass(Duration.ofMillis(400));
    assertThat(read(generation, "goes"), is(equalTo(null)));
    assertThat(text(read(generation, "stays")), is("y"));
    // What has expired is no version to compare with.
    assertThat(write(generation, "goes", 0, 0, "again"), is(1));
    assertThat(text(read(generation, "goes")), is("again"));
  }

  @Test
  default void writersOfOneEntityAtTheSameTimeAgreeOnTheGreatest() {
    Generation generation = begin();
    List<CompletionStage<Integer>> under = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int version = i * 67 % 200;
      under.add(
          store()
              .states()
              .write(generation, List.of(state("a", version, 1, "s" + version)), NEVER));
    }
    under.forEach(StoreContract::await);
    assertThat(text(read(generation, "a")), is("s199"));
  }

  @Test
  default void anEmptiedStoreIsWrittenToAgain() {
    Generation generation = begin();
    write(generation, "a", 1, 1, "x");
    flush();
    assertThat(read(generation, "a"), is(equalTo(null)));
    assertThat(write(generation, "a", 1, 1, "y"), is(1));
    assertThat(text(read(generation, "a")), is("y"));
  }

  private int write(Generation generation, String entity, long newest, long count, String text) {
    return await(
        store().states().write(generation, List.of(state(entity, newest, count, text)), NEVER));
  }

  private StoredState read(Generation generation, String entity) {
    return await(store().states().read(List.of(new StateKey(generation, entity)))).get(0);
  }

  private Map<String, String> scan(Generation generation) {
    Map<String, String> found = new HashMap<>();
    store()
        .states()
        .scan(
            generation,
            (entity, state) -> {
              if (found.put(entity, text(state)) != null) {
                throw new AssertionError("visited twice: " + entity);
              }
            });
    return found;
  }

  private static StateWrite state(String entity, long newest, long count, String text) {
    return StateWrite.of(entity, newest, count, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(StoredState state) {
    return state == null ? null : new String(state.bytes(), StandardCharsets.UTF_8);
  }
}
