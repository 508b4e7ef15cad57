package io.twinstream.serving.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Identifies the caller of a request by the key or the token in it. */
@Singleton
final class Callers {
  private static final String HEADER = "X-Api-Key";
  private static final String BEARER = "Bearer ";

  private static final String CALLER = "twinstream.caller";
  private static final int MAX_RIGHT = 10_000;

  private final Role anonymous;
  private final boolean takesTokens;

  private final CallerNetwork networks;
  private final WrongSecrets wrong;

  /**
   * Correct keys, by the network that sent them. Their callers are not delayed by others in their
   * network, such as callers behind the same proxy, who send wrong keys.
   */
  private final Cache<String, ApiKey> right =
      Caffeine.newBuilder().maximumSize(MAX_RIGHT).expireAfterAccess(Duration.ofHours(1)).build();

  /**
   * By the hash of the secret, so that the time of a lookup does not depend on the text that is
   * sent.
   */
  private final Map<String, ApiKey> keys = new HashMap<>();

  record Caller(String name, Role role, Known how) {
    /** How a caller was identified. */
    enum Known {
      BY_ADDRESS,
      BY_KEY,
      BY_TOKEN
    }
  }

  Callers(
      AccessConfiguration configuration,
      List<ApiKey> known,
      Optional<JwtConfiguration> tokens,
      CallerNetwork networks,
      WrongSecrets wrong) {
    this.networks = networks;
    this.wrong = wrong;
    this.anonymous = configuration.anonymous();
    this.takesTokens = tokens.isPresent();
    for (ApiKey key : known) {
      if (keys.putIfAbsent(hash(key.secret()), key) != null) {
        throw new IllegalArgumentException(
            "twinstream.keys."
                + key.name()
                + " has the same secret as another key; choose "
                + "another secret");
      }
    }
  }

  /**
   * The caller of a request; empty if the key is unknown.
   *
   * @throws io.twinstream.serving.problem.ProblemException if too many wrong keys came before
   */
  Optional<Caller> of(HttpRequest<?> request) {
    if (takesTokens) {
      Optional<Caller> verified = request.getAttribute(CALLER, Caller.class);
      if (verified.isPresent()) {
        return verified;
      }
    }
    String network = networks.of(request);
    String key = request.getHeaders().get(HEADER);
    String secret = key != null ? key : bearer(request);
    if (secret == null) {
      return Optional.of(new Caller(network, anonymous, Caller.Known.BY_ADDRESS));
    }
    return Optional.ofNullable(key(network, hash(secret)))
        .map(found -> new Caller(found.name(), found.role(), Caller.Known.BY_KEY));
  }

  @Nullable
  private ApiKey key(String network, String hash) {
    String sent = network + ' ' + hash;
    ApiKey before = right.getIfPresent(sent);
    if (before != null) {
      return before;
    }
    wrong.expect(network);
    ApiKey found = keys.get(hash);
    if (found != null) {
      wrong.forgive(network);
      right.put(sent, found);
    }
    return found;
  }

  /** Whether tokens are accepted in addition to keys. */
  boolean takesTokens() {
    return takesTokens;
  }

  boolean isKey(String hash) {
    return keys.containsKey(hash);
  }

  /** Stores the caller as an attribute of the request. */
  static void know(HttpRequest<?> request, Caller caller) {
    request.setAttribute(CALLER, caller);
  }

  /**
   * The value of the header Authorization; null if there is none, or if the request also has a key.
   */
  @Nullable
  static String bearer(HttpRequest<?> request) {
    String authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
    return authorization != null
            && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
            && !request.getHeaders().contains(HEADER)
        ? authorization.substring(BEARER.length()).trim()
        : null;
  }

  static String hash(String secret) {
    try {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
