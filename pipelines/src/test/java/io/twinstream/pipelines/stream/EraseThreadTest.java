package io.twinstream.pipelines.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.stores.StoreException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that erasures are repeated beside the pipeline, which neither waits nor fails. */
@Timeout(60)
final class EraseThreadTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void failuresAreRetriedAndSuccessIsNotRepeated() throws Exception {
    try (EraseThread eraser = new EraseThread("v#1", this::failAtFirst, AT_ONCE)) {
      assertThat(eraser.erasedSince(OptionalLong.empty()), is(true));
      assertThat(attempts.get(), is(0));
      awaitErased(eraser, 5);
      assertThat(attempts.get(), is(3));
      assertThat(eraser.erasedSince(OptionalLong.of(5)), is(true));
      assertThat(attempts.get(), is(3));
      awaitErased(eraser, 6); // states were lost again
      assertThat(attempts.get(), is(4));
    }
  }

  private void failAtFirst() {
    if (attempts.incrementAndGet() < 3) {
      throw new StoreException("the store does not answer", null);
    }
  }

  private static void awaitErased(EraseThread eraser, long lostAt) throws InterruptedException {
    while (!eraser.erasedSince(OptionalLong.of(lostAt))) {
      Thread.sleep(1);
    }
  }

  @Test
  void theCallerDoesNotWait() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (EraseThread eraser = new EraseThread("v#1", () -> awaitLatch(go), AT_ONCE)) {
      assertThat(eraser.erasedSince(OptionalLong.of(5)), is(false));
      assertThat(eraser.erasedSince(OptionalLong.of(5)), is(false));
      go.countDown();
      awaitErased(eraser, 5);
      assertThat(attempts.get(), is(1));
    }
  }

  private void awaitLatch(CountDownLatch latch) {
    attempts.incrementAndGet();
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void closingEndsIt() throws Exception {
    try (EraseThread eraser =
        new EraseThread("v#1", () -> awaitLatch(new CountDownLatch(1)), AT_ONCE)) {
      assertThat(eraser.erasedSince(OptionalLong.of(5)), is(false));
    }
  }
}
