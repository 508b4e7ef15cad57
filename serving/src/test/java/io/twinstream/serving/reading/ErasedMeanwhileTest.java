package io.twinstream.serving.reading;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.twinstream.serving.guard.ReadingConfiguration;
import io.twinstream.serving.guard.StateFallback;
import io.twinstream.serving.guard.WhenStoreFails;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.OverriddenStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Tests what is kept of an entity that was erased while a read of it was in flight. */
final class ErasedMeanwhileTest {
  private static final ViewKey VIEW = new ViewKey("payments", "card_spend@1");
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final MemoryStore store = new MemoryStore(InstantSource.system());
  private final Generation generation =
      Await.within(LIMIT, store.generations().begin(VIEW, "f1", 0));
  private final StateKey erased = new StateKey(generation, "4711");
  private final StateKey other = new StateKey(generation, "4712");

  /** Reads return when this is complete. */
  private CompletableFuture<Void> arrival = CompletableFuture.completedFuture(null);

  private final StateFallback known =
      new StateFallback(
          slow(),
          InstantSource.system(),
          new ReadingConfiguration(LIMIT, 10, WhenStoreFails.LAST_KNOWN, 1 << 20, LIMIT));

  @Test
  void anAnswerFromBeforeTheErasureIsNotRemembered() {
    write("4711", "4712");
    Await.within(LIMIT, known.read(List.of(erased, other), 0));
    assertThat(known.of(List.of(erased))[0].state(), is(notNullValue()));

    arrival = new CompletableFuture<>();
    CompletionStage<?> answer = known.read(List.of(erased), 0);
    Await.within(LIMIT, store.erasures().erase(VIEW, List.of("4711")));
    known.forget(VIEW, "4711");
    arrival.complete(null);
    Await.within(LIMIT, answer);
    assertThat(known.of(List.of(erased))[0], is(nullValue()));
    assertThat(known.of(List.of(other))[0].state(), is(notNullValue()));

    Await.within(LIMIT, known.read(List.of(erased), 0));
    assertThat(known.of(List.of(erased))[0].state(), is(nullValue()));
  }

  @Test
  void aStateOfAnotherGenerationIsNotRemembered() {
    write("4711");
    Await.within(LIMIT, known.read(List.of(erased), 0));
    Generation next = Await.within(LIMIT, store.generations().begin(VIEW, "f1", 0));
    assertThat(known.of(List.of(new StateKey(next, "4711")))[0], is(nullValue()));
  }

  /** It may be that of a store that was emptied. */
  @Test
  void aMissingStateIsNotRememberedAcrossAReconnect() {
    write("4712");
    Await.within(LIMIT, known.read(List.of(erased, other), store.epoch() - 1));
    assertThat(known.of(List.of(erased))[0], is(nullValue()));
    assertThat(known.of(List.of(other))[0].state(), is(notNullValue()));
  }

  private void write(String... entities) {
    List<StateWrite> writes =
        List.of(entities).stream()
            .map(entity -> StateWrite.of(entity, 1, 1, new byte[] {1}))
            .toList();
    Await.within(LIMIT, store.states().write(generation, writes, Optional.empty()));
  }

  /** A store whose reads return the state at the time of the call, later. */
  private OnlineStore slow() {
    return OverriddenStore.of(
        store,
        call ->
            call.isOf("read")
                ? ((CompletionStage<?>) call.proceed())
                    .thenCombine(arrival, (states, arrived) -> states)
                : call.proceed());
  }
}
