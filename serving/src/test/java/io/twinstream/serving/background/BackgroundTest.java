package io.twinstream.serving.background;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BackgroundTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Background background = new Background(registry, InstantSource.system());

  @Test
  void aTaskThatFailsRunsAgain() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch thrice = new CountDownLatch(3);
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(background.threads("look"));
    Runnable look =
        () -> {
          thrice.countDown();
          if (runs.incrementAndGet() < 3) {
            throw new OutOfMemoryError("test");
          }
        };
    var unused =
        thread.scheduleWithFixedDelay(
            background.guarded("look", look), 0, 1, TimeUnit.MILLISECONDS);
    assertThat(thrice.await(60, TimeUnit.SECONDS), is(true));
    thread.shutdown();
    assertThat(thread.awaitTermination(60, TimeUnit.SECONDS), is(true));
    assertThat(failures("look"), is(2.0));
    assertThat((String) background.state().get("look"), startsWith("OK, 2 failures, the last at"));
  }

  @Test
  void aPoolRefusesWhatItsQueueDoesNotHold() throws Exception {
    ThreadPoolExecutor pool = background.pool("work", 1, 1);
    CountDownLatch end = new CountDownLatch(1);
    Runnable waits =
        () -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    pool.execute(waits);
    pool.execute(waits);
    assertThrows(RejectedExecutionException.class, () -> pool.execute(waits));
    end.countDown();
    pool.shutdown();
    assertThat(pool.awaitTermination(60, TimeUnit.SECONDS), is(true));
    assertThat(background.state().get("work"), is("OK"));
  }

  @Test
  void theDeathOfAThreadIsKnown() throws Exception {
    Runnable death =
        () -> {
          throw new IllegalStateException("test");
        };
    Thread own = background.threads("writer").newThread(death);
    own.start();
    own.join();
    assertThat(failures("writer"), is(1.0));
    assertThat((String) background.state().get("writer"), startsWith("FAILS, 1 failures"));
    background.died(own, new IllegalStateException("of a library"));
    assertThat(failures("other"), is(1.0));
  }

  @Test
  void linesOfOneKindAreLoggedOnceInAWhileWithACount() {
    AtomicLong now = new AtomicLong();
    Repeated lines = new Repeated(now::get);
    List<Long> left = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lines.pass("a", left::add);
    }
    lines.pass("b", left::add);
    now.addAndGet(Duration.ofSeconds(11).toNanos());
    lines.pass("a", left::add);
    assertThat(left, contains(0L, 0L, 4L));
  }

  private double failures(String task) {
    return registry.get("twinstream.background.failures").tag("task", task).counter().count();
  }
}
