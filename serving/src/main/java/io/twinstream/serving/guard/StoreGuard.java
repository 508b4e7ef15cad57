package io.twinstream.serving.guard;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Protects reads of the store: limits concurrent reads, applies deadlines, and opens a circuit
 * breaker if the store fails.
 */
@Singleton
public final class StoreGuard {
  private static final Logger LOG = LoggerFactory.getLogger(StoreGuard.class);
  private static final int CALLS_JUDGED = 20;
  private static final int CALLS_TO_PROBE = 3;

  /** How long the store may fail before its connections are replaced. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(3);

  private final CircuitBreaker breaker;
  private final OnlineStore store;
  private volatile Throwable lastFailure;
  private volatile long failsSince;
  private final Bulkhead bulkhead;
  private final Duration deadline;
  private final Duration waiting;
  private final Timer answered;
  private final Timer failed;

  public StoreGuard(ReadingConfiguration configuration, MeterRegistry registry, OnlineStore store) {
    this.store = store;
    this.deadline = configuration.deadline();
    this.waiting = Budget.waiting(deadline);
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
                // A trial request that is never answered must not keep the circuit breaker half
                // open forever.
                .maxWaitDurationInHalfOpenState(configuration.deadline().multipliedBy(2))
                .build());
    breaker
        .getEventPublisher()
        .onError(failed -> lastFailure = failed.getThrowable())
        .onStateTransition(this::tell);
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
        .description("1 while the circuit breaker of the online store is open or half open.")
        .register(registry);
    Gauge.builder(
            "twinstream.reading.underway",
            bulkhead,
            b -> configuration.maxConcurrent() - b.getMetrics().getAvailableConcurrentCalls())
        .description("Requests that wait for the online store.")
        .register(registry);
  }

  /**
   * Logs each change of the circuit breaker once, because a line per request could be thousands a
   * second.
   */
  private void tell(CircuitBreakerOnStateTransitionEvent moved) {
    switch (moved.getStateTransition().getToState()) {
      case OPEN -> opened();
      case CLOSED -> {
        failsSince = 0;
        LOG.info("the online store answers again; the circuit breaker is closed");
      }
      default ->
          LOG.debug(
              "the circuit breaker of the online store is half open: trial " + "requests pass");
    }
  }

  private void opened() {
    long now = System.nanoTime();
    if (failsSince == 0) {
      failsSince = now;
      LOG.warn("the online store fails, the circuit breaker is open: {}", told(lastFailure));
    } else if (now - failsSince > MOST_PATIENCE.toNanos()) {
      failsSince = now;
      LOG.warn("the online store still fails, reconnecting: {}", told(lastFailure));
      store.reconnect();
    }
  }

  private static String told(Throwable failure) {
    return failure instanceof TimeoutException
        ? "no answer within the deadline"
        : String.valueOf(failure == null ? null : failure.getMessage());
  }

  private static Timer timer(MeterRegistry registry, String outcome) {
    return Timer.builder("twinstream.store.read")
        .description("Duration of a read, evaluation included.")
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

  /** The deadline of a call, unless its caller sets a shorter one. */
  public Duration deadline() {
    return deadline;
  }

  /** The circuit breaker of the store. */
  public CircuitBreaker breaker() {
    return breaker;
  }

  /** The limit of concurrent calls. */
  public Bulkhead bulkhead() {
    return bulkhead;
  }

  /**
   * Runs a call. A caller with a shorter budget than the guard's deadline gets its answer or
   * failure earlier, but the circuit breaker judges the call by the guard's deadline, so that it
   * detects a hanging store even if all callers have short deadlines. The stage fails with a {@link
   * TimeoutException} when the {@link Budget} is used up, with a {@link StoreException} at once
   * while the circuit breaker is open, and with a {@link ProblemException} if too many calls are
   * running.
   */
  public <T> CompletionStage<T> run(Duration budget, Supplier<CompletionStage<T>> call) {
    if (!bulkhead.tryAcquirePermission()) {
      return CompletableFuture.failedFuture(
          ProblemException.overloaded("too many concurrent requests; try again"));
    }
    if (!breaker.tryAcquirePermission()) {
      bulkhead.onComplete();
      return CompletableFuture.failedFuture(
          new StoreException(
              "the online store failed recently; its circuit breaker is open", null));
    }
    long begin = System.nanoTime();
    CompletableFuture<T> answer;
    try {
      answer = call.get().toCompletableFuture();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    boolean hurried = budget.compareTo(deadline) < 0;
    // A copy, because the timeout of a caller with a shorter deadline must not end the call.
    CompletableFuture<T> own = hurried ? answer.copy() : answer;
    CompletableFuture<T> judged =
        answer
            .orTimeout(waiting.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((result, failure) -> judge(begin, failure));
    return hurried ? own.orTimeout(Budget.waiting(budget).toNanos(), TimeUnit.NANOSECONDS) : judged;
  }

  private void judge(long begin, Throwable failure) {
    bulkhead.onComplete();
    long nanos = System.nanoTime() - begin;
    (failure == null ? answered : failed).record(nanos, TimeUnit.NANOSECONDS);
    Throwable cause = cause(failure);
    if (cause instanceof StoreException || cause instanceof TimeoutException) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, cause);
    } else {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }
  }

  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
