package io.twinstream.serving.late;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.twinstream.serving.background.Background;
import io.twinstream.stores.Await;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoreRefusedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StoreConnectorTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Background background =
      new Background(new SimpleMeterRegistry(), InstantSource.system());

  @Test
  void definitionsFromTheStoreWaitUntilItAnswers() {
    AtomicBoolean there = new AtomicBoolean();
    try (StoreConnector connector =
            new StoreConnector(
                () -> {
                  if (!there.get()) {
                    throw new StoreException("not yet", null);
                  }
                  return new MemoryStore(InstantSource.system());
                },
                background);
        OnlineStore store = connector.connect()) {
      assertThat(reason(store), is("not yet"));
      there.set(true);
      StoreConnector.awaitAnswer(() -> Await.within(LONG, store.check()));
      Await.within(LONG, store.check());
    }
  }

  @Test
  void definitionsThatAreNotAppliedYetAreWaitedFor() {
    AtomicInteger asked = new AtomicInteger();
    String files =
        StoreConnector.awaitAnswer(
            () -> {
              if (asked.incrementAndGet() < 3) {
                throw new StoreException("no definitions of project 'payments' are applied", null);
              }
              return "files";
            });
    assertThat(files, is("files"));
    assertThat(asked.get(), is(3));
  }

  @Test
  void aRefusalEndsTheStartAndIsTriedAgainLater() {
    StoreConnector refused =
        new StoreConnector(
            () -> {
              throw new StoreRefusedException("wrong password", null);
            },
            background);
    assertThrows(StoreRefusedException.class, refused::connect);
    refused.close();
    AtomicInteger attempts = new AtomicInteger();
    try (StoreConnector late =
            new StoreConnector(
                () -> {
                  if (attempts.getAndIncrement() == 0) {
                    throw new StoreException("not yet", null);
                  }
                  throw new StoreRefusedException("wrong password", null);
                },
                background);
        OnlineStore store = late.connect()) {
      while (!reason(store).equals("wrong password") || attempts.get() < 3) {
        Thread.onSpinWait();
      }
      assertThat(attempts.get(), greaterThan(2));
    }
  }

  private static String reason(OnlineStore store) {
    return assertThrows(StoreException.class, () -> Await.within(LONG, store.check())).getMessage();
  }
}
