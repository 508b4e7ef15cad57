package io.twinstream.serving.cache;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.stores.Generation;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CachedStatesTest {
  private static final long TTL = TimeUnit.SECONDS.toNanos(1);
  private static final Generation KEPT = new Generation(new ViewKey("shop", "kept@1"), 1);
  private static final Generation NEXT = new Generation(new ViewKey("shop", "kept@1"), 2);
  private static final Generation NOT_KEPT = new Generation(new ViewKey("shop", "not_kept@1"), 1);

  private final List<List<StateKey>> reads = new ArrayList<>();
  private final List<CompletableFuture<List<StoredState>>> answers = new ArrayList<>();
  private long now;
  private long epoch;
  private final CachedStates states = states(1 << 20);

  private CachedStates states(long bytes) {
    return new CachedStates(
        (keys, asked) -> {
          reads.add(List.copyOf(keys));
          answers.add(new CompletableFuture<>());
          return answers.get(answers.size() - 1);
        },
        view -> view.equals("kept@1") ? TTL : 0,
        () -> epoch,
        bytes,
        () -> now);
  }

  @Test
  void cachedStatesAreNotFetchedAgainAndOthersAreReadTogether() {
    var first = read(states, key("a"));
    answer(0, state(1));
    assertThat(first.join(), contains(state(1)));
    var second = read(states, key("b"), key("a"), key("c"));
    assertThat(reads.get(1), contains(key("b"), key("c")));
    answer(1, state(2), null);
    assertThat(second.join().get(0), is(state(2)));
    assertThat(second.join().get(1), is(state(1)));
    assertThat(second.join().get(2), is(nullValue()));
    // A missing state is cached too.
    assertThat(read(states, key("c")).join().get(0), is(nullValue()));
    assertThat(reads.size(), is(2));
    assertThat(states.hits(), is(2L));
    assertThat(states.misses(), is(3L));
  }

  @Test
  void concurrentMissesFetchAStateOnce() {
    var first = read(states, key("a"));
    var second = read(states, key("a"));
    assertThat(reads.size(), is(1));
    answer(0, state(1));
    assertThat(first.join(), contains(state(1)));
    assertThat(second.join(), contains(state(1)));
  }

  @Test
  void theTtlCountsFromTheRequest() {
    var first = read(states, key("a"));
    now += TTL - 1;
    answer(0, state(1));
    assertThat(first.join(), contains(state(1)));
    now += 1;
    var second = read(states, key("a"));
    assertThat(reads.size(), is(2));
    answer(1, state(2));
    assertThat(second.join(), contains(state(2)));
  }

  @Test
  void aReadInTheSecondHalfOfTheTtlRefreshesInTheBackground() {
    read(states, key("a"));
    answer(0, state(1));
    now += TTL / 2 + 1;
    assertThat(read(states, key("a")).join(), contains(state(1)));
    assertThat(read(states, key("a")).join(), contains(state(1)));
    assertThat(reads.size(), is(2)); // fetched once, although several read it meanwhile
    answer(1, state(2));
    assertThat(read(states, key("a")).join(), contains(state(2)));
    now += TTL / 2; // the first one has expired, the second one has not
    assertThat(read(states, key("a")).join(), contains(state(2)));
    assertThat(states.misses(), is(1L));
  }

  @Test
  void noAnswerIsOlderThanTheTtl() {
    for (int i = 0; i < 50; i++) {
      long asked = now;
      var answer = read(states, key("a"));
      while (!answer.isDone()) {
        answer(answers.size() - 1, state(now));
      }
      assertThat(asked - answer.join().get(0).count(), lessThan(TTL));
      for (int k = 0; k < answers.size(); k++) {
        answers.get(k).complete(List.of(state(now)));
      }
      now += TTL / 7 * (i % 9);
    }
  }

  /** The store may have lost all states, which the next reader must notice. */
  @Test
  void aMissingStateIsNotCachedAcrossAReconnect() {
    var first = read(states, key("a"), key("b"));
    epoch++;
    answer(0, null, state(1));
    assertThat(first.join().get(0), is(nullValue()));
    var second = read(states, key("a"), key("b"));
    assertThat(reads.get(1), contains(key("a")));
    answer(1, new StoredState[] {null});
    assertThat(second.join().get(1), is(state(1)));
    assertThat(read(states, key("a")).join().get(0), is(nullValue()));
    assertThat(reads.size(), is(2));
  }

  @Test
  void aFailureIsNotKept() {
    var first = read(states, key("a"));
    answers.get(0).completeExceptionally(new StoreException("gone", null));
    CompletionException thrown = assertThrows(CompletionException.class, first::join);
    assertThat(thrown.getCause() instanceof StoreException, is(true));
    var second = read(states, key("a"));
    answer(1, state(2));
    assertThat(second.join(), contains(state(2)));
  }

  @Test
  void anotherGenerationIsAnotherState() {
    read(states, key("a"));
    answer(0, state(1));
    read(states, new StateKey(NEXT, "a"));
    assertThat(reads.size(), is(2));
  }

  @Test
  void aViewWithoutATimeIsNotKept() {
    StateKey key = new StateKey(NOT_KEPT, "a");
    for (int i = 0; i < 2; i++) {
      read(states, key);
      answer(i, state(i));
    }
    assertThat(reads.size(), is(2));
    assertThat(states.size(), is(0L));
  }

  @Test
  void itsBytesAreBounded() {
    CachedStates small = states(10_000);
    for (int i = 0; i < 1_000; i++) {
      read(small, key("k" + i));
      answer(i, new StoredState(1, 1, new byte[500]));
    }
    assertThat(small.size(), lessThan(20L));
    assertThat(read(small).join(), is(empty()));
  }

  private static StateKey key(String entity) {
    return new StateKey(KEPT, entity);
  }

  private static StoredState state(long count) {
    return new StoredState(1, count, NO_BYTES);
  }

  private static final byte[] NO_BYTES = {};

  private CompletableFuture<List<StoredState>> read(CachedStates from, StateKey... keys) {
    return from.read(List.of(keys), epoch).toCompletableFuture();
  }

  private void answer(int read, StoredState... found) {
    answers.get(read).complete(java.util.Arrays.asList(found));
  }
}
