package io.twinstream.serving.health;

import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedView;
import io.twinstream.stores.Await;
import io.twinstream.stores.Eviction;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.status.ViewStatuses;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether the online store may evict states when its memory is full, reports it, and marks
 * each view in the store.
 */
@Singleton
@Readiness
final class EvictionWatch implements HealthIndicator {
  private static final Logger LOG = LoggerFactory.getLogger(EvictionWatch.class);
  private static final String NAME = "eviction";
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final String OK = "OK";
  private static final String UNKNOWN =
      "cannot be checked, because Redis refuses INFO; permit it (ACL SETUSER … +info), "
          + "or make sure that maxmemory-policy is noeviction";

  private final OnlineStore store;
  private final ViewStatuses statuses;
  private final ServedDefinitions definitions;
  private final boolean refuses;
  private final ScheduledExecutorService thread;
  private volatile boolean mayDrop;
  private volatile String said = "not checked yet";

  EvictionWatch(
      OnlineStore store,
      ViewStatuses statuses,
      ServedDefinitions definitions,
      EvictionConfiguration configuration,
      Background background) {
    this.store = store;
    this.statuses = statuses;
    this.definitions = definitions;
    this.refuses = configuration.then() == EvictionConfiguration.Then.REFUSE;
    look();
    if (mayDrop && refuses) {
      throw new ConfigurationException(said + ", or set twinstream.eviction.then=warn");
    }
    this.thread = Executors.newSingleThreadScheduledExecutor(background.threads(NAME));
    long every = configuration.every().toMillis();
    var unused =
        thread.scheduleWithFixedDelay(
            background.guarded(NAME, this::look), every, every, TimeUnit.MILLISECONDS);
  }

  private void look() {
    Optional<Eviction> found;
    try {
      found = Await.within(DEADLINE, store.losses().eviction());
    } catch (StoreException e) {
      LOG.debug("cannot check whether the online store evicts states", e);
      return; // The store's health reports this failure; the last result stays.
    }
    mayDrop = found.map(Eviction::mayDrop).orElse(false);
    statuses.mayDrop(mayDrop);
    found.ifPresent(this::note);
    say(found.map(told -> told.warning().orElse(OK)).orElse(UNKNOWN));
  }

  private void note(Eviction eviction) {
    try {
      for (ServedView view : definitions.current().lists().views()) {
        Await.within(DEADLINE, store.losses().noteEviction(view.key(), eviction));
      }
    } catch (StoreException e) {
      // If keys may be evicted, each read of a view's status tries this again.
      LOG.debug("cannot note in the online store that it has evicted keys", e);
    }
  }

  private void say(String now) {
    if (now.equals(said)) {
      return;
    }
    if (now.equals(OK)) {
      LOG.info("the online store evicts no keys");
    } else {
      LOG.warn("{}", now);
    }
    said = now;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthStatus status = mayDrop && refuses ? HealthStatus.DOWN : HealthStatus.UP;
    return Publishers.just(
        HealthResult.builder(NAME, status).details(Map.of("state", said)).build());
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }
}
