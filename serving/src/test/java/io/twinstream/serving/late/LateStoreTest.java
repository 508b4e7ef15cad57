package io.twinstream.serving.late;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateStore;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class LateStoreTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Generation generation = new Generation(new ViewKey("payments", "card_spend@1"), 1);
  private final List<StateKey> keys = List.of(new StateKey(generation, "4711"));
  private final LateStore late = new LateStore(new StoreException("not yet", null));
  private final StateStore states = late.states();

  @Test
  void partsFailWithTheReasonUntilTheStoreIsAvailable() {
    CompletionStage<List<StoredState>> read = states.read(keys);
    assertThat(reason(() -> Await.within(LONG, read)), is("not yet"));
    late.fails(new StoreException("wrong password", null));
    assertThat(reason(() -> Await.within(LONG, states.read(keys))), is("wrong password"));
    assertThat(reason(() -> states.scan(generation, (entity, state) -> {})), is("wrong password"));
    assertThat(
        reason(() -> late.definitions().requireApplied("payments", LONG)), is("wrong password"));
  }

  @Test
  void partsThatWereObtainedBeforeAreThoseOfTheStoreOnceItIsAvailable() {
    MemoryStore found = new MemoryStore(InstantSource.system());
    late.is(found);
    List<StateWrite> writes = List.of(StateWrite.of("4711", 5, 1, new byte[] {1}));
    assertThat(Await.within(LONG, states.write(generation, writes, Optional.empty())), is(1));
    assertThat(Await.within(LONG, found.states().read(keys)).get(0).newest(), is(5L));
    assertThat(
        reason(() -> late.definitions().requireApplied("payments", LONG)),
        is(
            "no definitions of project 'payments' are applied; run twinstream apply --definitions"
                + " PATH"));
  }

  @Test
  void exceptionsOfTheStoreAreThrownAsTheyAre() {
    late.is(new MemoryStore(InstantSource.system()));
    assertThrows(
        IllegalArgumentException.class,
        () -> states.read(List.of(new StateKey(generation, "\uDE80"))));
  }

  private static String reason(Executable call) {
    return assertThrows(StoreException.class, call).getMessage();
  }
}
