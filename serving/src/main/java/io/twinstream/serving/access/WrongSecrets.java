package io.twinstream.serving.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpStatus;
import io.twinstream.serving.background.Repeated;
import io.twinstream.serving.problem.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the number of wrong keys and tokens per minute and network. A key or token counts before
 * it is looked up or verified, so that a network beyond its limit causes no further work.
 */
@Singleton
final class WrongSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(WrongSecrets.class);
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** Beyond this number of networks, those with the fewest wrong keys and tokens are dropped. */
  private static final int MAX_NETWORKS = 10_000;

  private final int max;
  private final Repeated lines = new Repeated();

  /** By network; null for no limit. */
  @Nullable private final LoadingCache<String, AtomicInteger> counts;

  @Inject
  WrongSecrets(AccessConfiguration configuration) {
    this(configuration.maxWrong(), Ticker.systemTicker());
  }

  WrongSecrets(int max, Ticker ticker) {
    this.max = max;
    this.counts =
        max == 0
            ? null
            : Caffeine.newBuilder()
                .maximumSize(MAX_NETWORKS)
                .expireAfterWrite(PERIOD)
                .ticker(ticker)
                .build(network -> new AtomicInteger());
  }

  /**
   * Counts a key or token that may be wrong.
   *
   * @throws ProblemException if the network is beyond its limit
   */
  void expect(String network) {
    if (counts == null || counts.get(network).incrementAndGet() <= max) {
      return;
    }
    forgive(network); // it is not checked, so it may be correct
    lines.pass(
        this,
        left ->
            LOG.warn(
                "more than {} wrong keys or tokens in a minute from {}{}",
                max,
                network,
                Repeated.told(left)));
    throw ProblemException.of(
        HttpStatus.TOO_MANY_REQUESTS,
        "too many wrong keys or tokens from this address; try again in a minute");
  }

  /** Takes back the last count, because the key or token is not wrong, or could not be checked. */
  void forgive(String network) {
    AtomicInteger count = counts == null ? null : counts.getIfPresent(network);
    if (count != null) {
      count.updateAndGet(wrong -> Math.max(0, wrong - 1));
    }
  }
}
