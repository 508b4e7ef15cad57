package io.twinstream.serving.access;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.twinstream.serving.access.Callers.Caller;
import io.twinstream.serving.problem.ProblemException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies the token of a request before {@link Callers} identifies the caller. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE + 50)
@Requires(beans = Tokens.class)
final class TokenFilter {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFilter.class);

  private final RouteRoles roles;
  private final Tokens tokens;
  private final Callers callers;
  private final CallerNetwork networks;
  private final WrongSecrets wrong;
  private final AtomicBoolean withoutKeys = new AtomicBoolean();

  TokenFilter(
      RouteRoles roles,
      Tokens tokens,
      Callers callers,
      CallerNetwork networks,
      WrongSecrets wrong) {
    this.roles = roles;
    this.networks = networks;
    this.wrong = wrong;
    this.tokens = tokens;
    this.callers = callers;
  }

  /**
   * Lets a request pass, or fails with the exception that {@link InvalidTokenHandler} turns into a
   * response.
   */
  @RequestFilter
  CompletableFuture<HttpRequest<?>> filter(HttpRequest<?> request) {
    String token = Callers.bearer(request);
    if (token == null || roles.of(request).filter(Role.NONE::equals).isPresent()) {
      return CompletableFuture.completedFuture(request);
    }
    String hash = Callers.hash(token);
    if (callers.isKey(hash)) {
      return CompletableFuture.completedFuture(request);
    }
    Caller caller = tokens.remembered(hash);
    if (caller != null) {
      Callers.know(request, caller);
      return CompletableFuture.completedFuture(request);
    }
    return verify(request, token, hash);
  }

  private CompletableFuture<HttpRequest<?>> verify(
      HttpRequest<?> request, String token, String hash) {
    String network = networks.of(request);
    wrong.expect(network);
    CompletableFuture<HttpRequest<?>> passed = new CompletableFuture<>();
    try {
      tokens
          .verify(token, hash)
          .whenComplete(
              (known, failure) -> {
                tell(failure);
                if (!(failure instanceof InvalidToken)) {
                  wrong.forgive(network);
                }
                if (failure instanceof PublishedKeys.Unavailable) {
                  passed.completeExceptionally(
                      ProblemException.overloaded(
                          "cannot fetch the issuer's signing keys; try again later"));
                } else if (failure != null) {
                  passed.completeExceptionally(failure);
                } else {
                  Callers.know(request, known);
                  passed.complete(request);
                }
              });
    } catch (RejectedExecutionException e) {
      wrong.forgive(network);
      passed.completeExceptionally(
          ProblemException.overloaded("too many tokens wait for verification; try again later"));
    }
    return passed;
  }

  /** Logs once that the keys cannot be fetched, and once that they can be fetched again. */
  private void tell(@Nullable Throwable failure) {
    if (failure instanceof PublishedKeys.Unavailable) {
      if (withoutKeys.compareAndSet(false, true)) {
        LOG.warn("tokens cannot be verified: {}", failure.getMessage());
      }
    } else if (withoutKeys.get() && withoutKeys.compareAndSet(true, false)) {
      LOG.info("tokens can be verified again");
    }
  }
}
