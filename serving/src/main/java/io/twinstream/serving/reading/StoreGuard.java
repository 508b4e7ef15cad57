package io.twinstream.serving.reading;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.stores.StoreException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Keeps callers of the store within their deadline: not too many at once, and none while it is
 * known not to answer.
 */
@Singleton
public final class StoreGuard {
  private static final int CALLS_JUDGED = 20;
  private static final int CALLS_TO_PROBE = 3;

  private final CircuitBreaker breaker;
  private final Bulkhead bulkhead;
  private final Duration deadline;
  private final Timer answered;
  private final Timer failed;

  StoreGuard(ReadingConfiguration configuration, MeterRegistry registry) {
    this.deadline = configuration.deadline();
    this.breaker =
        CircuitBreaker.of(
            "online-store",
            CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(CALLS_JUDGED)
                .minimumNumberOfCalls(CALLS_JUDGED / 2)
                .failureRateThreshold(50)
                .waitDurationInOpenState(configuration.retryAfter())
                .permittedNumberOfCallsInHalfOpenState(CALLS_TO_PROBE)
                // A probe that is never answered must not keep the circuit half open for ever.
                .maxWaitDurationInHalfOpenState(configuration.deadline().multipliedBy(2))
                .build());
    this.bulkhead =
        Bulkhead.of(
            "reading",
            BulkheadConfig.custom()
                .maxConcurrentCalls(configuration.maxConcurrent())
                .maxWaitDuration(Duration.ZERO)
                .build());
    this.answered = timer(registry, "answered");
    this.failed = timer(registry, "failed");
    Gauge.builder("twinstream.store.open", breaker, b -> b.getState() == State.CLOSED ? 0 : 1)
        .description("1 while the online store is left alone, or tried again after it failed.")
        .register(registry);
    Gauge.builder(
            "twinstream.reading.underway",
            bulkhead,
            b -> configuration.maxConcurrent() - b.getMetrics().getAvailableConcurrentCalls())
        .description("Requests that wait for the online store.")
        .register(registry);
  }

  private static Timer timer(MeterRegistry registry, String outcome) {
    return Timer.builder("twinstream.store.read")
        .description("Time that a reading took, evaluation included.")
        .tag("outcome", outcome)
        .serviceLevelObjectives(
            Duration.ofNanos(250_000),
            Duration.ofNanos(500_000),
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(1))
        .register(registry);
  }

  /** How long a call may take unless its caller says less. */
  public Duration deadline() {
    return deadline;
  }

  /** Whether calls reach the store. */
  public CircuitBreaker breaker() {
    return breaker;
  }

  /** How many calls are under way, and may be. */
  public Bulkhead bulkhead() {
    return bulkhead;
  }

  /**
   * Runs a call. The stage fails with a {@link TimeoutException} at the deadline, with a {@link
   * StoreException} at once while the store is known not to answer, and with a {@link
   * ProblemException} where too many are under way.
   */
  <T> CompletionStage<T> run(Duration limit, Supplier<CompletionStage<T>> call) {
    if (!bulkhead.tryAcquirePermission()) {
      return CompletableFuture.failedFuture(
          ProblemException.overloaded("too many requests are under way; try again"));
    }
    if (!breaker.tryAcquirePermission()) {
      bulkhead.onComplete();
      return CompletableFuture.failedFuture(
          new StoreException("the online store failed a moment ago, and is left alone", null));
    }
    long begin = System.nanoTime();
    CompletableFuture<T> answer;
    try {
      answer = call.get().toCompletableFuture();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer
        .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((result, failure) -> judge(begin, limit, failure));
  }

  private void judge(long begin, Duration limit, Throwable failure) {
    bulkhead.onComplete();
    long nanos = System.nanoTime() - begin;
    (failure == null ? answered : failed).record(nanos, TimeUnit.NANOSECONDS);
    Throwable cause = cause(failure);
    if (cause instanceof StoreException
        || (cause instanceof TimeoutException && limit.compareTo(deadline) >= 0)) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, cause);
    } else if (cause instanceof TimeoutException) {
      breaker.releasePermission(); // Who is in more of a hurry than we are says nothing about it.
    } else {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }
  }

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
