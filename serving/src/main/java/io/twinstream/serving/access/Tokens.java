package io.twinstream.serving.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.security.token.jwt.signature.SignatureConfiguration;
import io.twinstream.serving.access.Callers.Caller;
import io.twinstream.serving.background.Background;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;

/** Verifies tokens, and caches the callers of verified tokens. */
@Singleton
@Requires(beans = JwtConfiguration.class)
final class Tokens {
  /** Beyond this number, a token is verified again at its next request. */
  private static final int MAX_REMEMBERED = 10_000;

  private static final int THREADS = 2;
  private static final int WAITING = 1_000;

  private final List<SignatureConfiguration> keys;
  private final TokenClaims claims;
  private final InstantSource clock;

  /** By the hash of the token, so that no token is stored. */
  private final Cache<String, Remembered> remembered;

  /** Not on the event loops, because a verification may have to fetch keys. */
  private final ThreadPoolExecutor threads;

  private record Remembered(Caller caller, Instant ends) {}

  Tokens(JwtConfiguration configuration, InstantSource clock, Background background) {
    this.keys = TokenKeys.of(configuration);
    this.claims = new TokenClaims(configuration);
    this.clock = clock;
    this.remembered =
        Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(configuration.remember())
            .build();
    this.threads = background.pool("tokens", THREADS, WAITING);
  }

  /** The caller of a token that was verified recently and has not expired; else null. */
  @Nullable
  Caller remembered(String hash) {
    Remembered known = remembered.getIfPresent(hash);
    return known != null && clock.instant().isBefore(known.ends) ? known.caller : null;
  }

  /**
   * Verifies a token. The future fails with {@link InvalidToken}, or {@link
   * PublishedKeys.Unavailable}.
   *
   * @throws java.util.concurrent.RejectedExecutionException if too many tokens wait already
   */
  CompletableFuture<Caller> verify(String token, String hash) {
    CompletableFuture<Caller> answer = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            answer.complete(verified(token, hash));
          } catch (InvalidToken | RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private Caller verified(String token, String hash) throws InvalidToken {
    try {
      SignedJWT signed = SignedJWT.parse(token); // refuses alg none
      if (!isSigned(signed)) {
        throw new InvalidToken("no trusted key has signed the token");
      }
      JWTClaimsSet said = signed.getJWTClaimsSet();
      Caller caller = claims.caller(said, clock.instant());
      remembered.put(hash, new Remembered(caller, claims.ends(said.getExpirationTime())));
      return caller;
    } catch (ParseException e) {
      throw new InvalidToken("not a signed token (JWS)");
    }
  }

  private boolean isSigned(SignedJWT token) {
    PublishedKeys.Unavailable unavailable = null;
    for (SignatureConfiguration key : keys) {
      try {
        if (key.supports(token.getHeader().getAlgorithm()) && key.verify(token)) {
          return true;
        }
      } catch (JOSEException e) {
        continue; // not signed with this key
      } catch (PublishedKeys.Unavailable e) {
        unavailable = e;
      }
    }
    if (unavailable != null) {
      throw unavailable;
    }
    return false;
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }
}
