package io.twinstream.serving.guard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.sameInstance;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.problem.ProblemException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LargeBatchesTest {
  private static final long LARGE = 25_000;
  private static final Duration LONG = Duration.ofMinutes(10);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final LargeBatches batches =
      new LargeBatches(new Background(registry, InstantSource.system()), registry, 1);

  /** The batches that were started, in their order. */
  private final List<Started> started = Collections.synchronizedList(new ArrayList<>());

  private record Started(
      String name, Until until, Executor on, String thread, CompletableFuture<String> answer) {}

  @AfterEach
  void stop() {
    batches.stop();
  }

  private CompletableFuture<String> run(String name, long states, Duration deadline) {
    CompletionStage<String> answer =
        batches.run(
            states,
            Until.after(System.nanoTime(), deadline),
            (until, on) -> {
              CompletableFuture<String> later = new CompletableFuture<>();
              started.add(new Started(name, until, on, Thread.currentThread().getName(), later));
              return later;
            });
    return answer.toCompletableFuture();
  }

  private List<String> names() {
    return started.stream().map(Started::name).toList();
  }

  private void awaitStarted(int number) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (started.size() < number && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(started.size(), is(number));
  }

  private double waiting() {
    return registry.get("twinstream.batches.waiting").gauge().value();
  }

  private static ProblemException refused(CompletableFuture<String> answer) {
    CompletionException failed =
        assertThrows(
            CompletionException.class, () -> answer.orTimeout(60, TimeUnit.SECONDS).join());
    assertThat(failed.getCause(), instanceOf(ProblemException.class));
    return (ProblemException) failed.getCause();
  }

  @Test
  void aSmallBatchRunsAtOnceOnTheCallersThread() {
    for (int i = 0; i < 10; i++) {
      run("small", 1_000, LONG);
    }
    assertThat(started.size(), is(10));
    assertThat(started.get(9).thread, is(Thread.currentThread().getName()));
  }

  @Test
  void aLargeBatchRunsOnItsOwnThreadAndEndsBeforeItsDeadline() throws Exception {
    run("large", LARGE, LONG);
    awaitStarted(1);
    assertThat(started.get(0).thread, startsWith("batch-"));
    long left = started.get(0).until.left().toSeconds();
    assertThat(left, lessThan(LONG.toSeconds() * 3 / 4 + 1));
    assertThat(left, greaterThan(LONG.toSeconds() * 3 / 4 - 60));
    CompletableFuture<String> thread = new CompletableFuture<>();
    started.get(0).on.execute(() -> thread.complete(Thread.currentThread().getName()));
    assertThat(thread.get(60, TimeUnit.SECONDS), startsWith("batch-"));
  }

  @Test
  void furtherBatchesWaitInOrder() throws Exception {
    CompletableFuture<String> first = run("1", LARGE, LONG);
    for (String name : List.of("2", "3", "4")) {
      run(name, LARGE, LONG);
    }
    awaitStarted(2); // One per processor, and one more.
    assertThat(waiting(), is(2.0));
    started.get(0).answer.complete("done");
    assertThat(first.get(60, TimeUnit.SECONDS), is("done"));
    awaitStarted(3);
    started.get(1).answer.completeExceptionally(new IllegalStateException("test"));
    awaitStarted(4);
    assertThat(names(), contains("1", "2", "3", "4"));
    assertThat(waiting(), is(0.0));
  }

  @Test
  void aBatchWithoutTimeToRunIsRefusedWhileOthersRun() throws Exception {
    run("1", LARGE, LONG);
    run("2", LARGE, LONG);
    ProblemException refusal = refused(run("3", LARGE, Duration.ofMillis(100)));
    assertThat(refusal.status().getCode(), is(503));
    assertThat(refusal.getMessage(), containsString("ask for fewer rows"));
    assertThat(waiting(), is(0.0));
    started.get(0).answer.complete("done");
    run("4", LARGE, LONG);
    awaitStarted(3);
    assertThat(names(), contains("1", "2", "4"));
  }

  @Test
  void batchesAreRefusedEarlierIfRecentOnesTookLonger() throws Exception {
    run("1", LARGE, LONG);
    awaitStarted(1);
    TimeUnit.MILLISECONDS.sleep(300);
    started.get(0).answer.complete("done");
    run("2", LARGE, LONG);
    run("3", LARGE, LONG);
    awaitStarted(3);
    long begin = System.nanoTime();
    // It would take 22 s or more, and has 18 s until its answer must be sent.
    refused(run("4", 76 * LARGE, Duration.ofSeconds(24)));
    assertThat(System.nanoTime() - begin, lessThan(TimeUnit.SECONDS.toNanos(8)));
  }

  @Test
  void theNewestIsTriedIfNoneHasTheTime() throws Exception {
    run("1", LARGE, LONG);
    CompletableFuture<String> second = run("2", LARGE, LONG);
    awaitStarted(2);
    TimeUnit.MILLISECONDS.sleep(100);
    started.get(0).answer.complete("done");
    started.get(1).answer.complete("done");
    second.join();
    // A state takes 4 us or more now, so that this takes a second or more.
    long many = 250_000;
    CompletableFuture<String> third = run("3", many, Duration.ofSeconds(1));
    awaitStarted(3);
    started.get(2).answer.complete("tried");
    assertThat(third.get(60, TimeUnit.SECONDS), is("tried"));
  }

  @Test
  void tooManyWaitingRowsAreRefusedAtOnce() throws Exception {
    run("1", LARGE, LONG);
    run("2", LARGE, LONG);
    awaitStarted(2);
    run("3", 500_000, LONG);
    assertThat(refused(run("4", LARGE, LONG)).status().getCode(), is(503));
    assertThat(waiting(), is(1.0));
  }

  @Test
  void aBatchThatFailsToStartFreesItsPlace() throws Exception {
    IllegalStateException broken = new IllegalStateException("test");
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Object> answer =
          batches
              .run(
                  LARGE,
                  Until.after(System.nanoTime(), LONG),
                  (until, on) -> {
                    throw broken;
                  })
              .toCompletableFuture();
      CompletionException failed =
          assertThrows(
              CompletionException.class, () -> answer.orTimeout(60, TimeUnit.SECONDS).join());
      assertThat(failed.getCause(), sameInstance(broken));
    }
    run("next", LARGE, LONG);
    awaitStarted(1);
  }
}
