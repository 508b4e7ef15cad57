package io.twinstream.serving.access;

import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells who a caller is by the key that comes with the request. */
@Singleton
final class Callers {
  private static final String HEADER = "X-Api-Key";
  private static final String BEARER = "Bearer ";

  private final Role anonymous;

  /** By the hash of the secret, so that looking one up takes the same time whatever is sent. */
  private final Map<String, ApiKey> keys = new HashMap<>();

  record Caller(String name, Role role) {}

  Callers(AccessConfiguration configuration, List<ApiKey> known) {
    this.anonymous = configuration.anonymous();
    for (ApiKey key : known) {
      if (keys.putIfAbsent(hash(key.secret()), key) != null) {
        throw new IllegalArgumentException(
            "twinstream.keys." + key.name() + " has the secret of another key");
      }
    }
  }

  /** Who sent a request; empty for a key that nobody has. */
  Optional<Caller> of(HttpRequest<?> request) {
    String secret = secret(request);
    if (secret == null) {
      return Optional.of(new Caller(request.getRemoteAddress().getHostString(), anonymous));
    }
    return Optional.ofNullable(keys.get(hash(secret)))
        .map(key -> new Caller(key.name(), key.role()));
  }

  private static String secret(HttpRequest<?> request) {
    String key = request.getHeaders().get(HEADER);
    if (key != null) {
      return key;
    }
    String authorization = request.getHeaders().get("Authorization");
    return authorization != null && authorization.startsWith(BEARER)
        ? authorization.substring(BEARER.length())
        : null;
  }

  private static String hash(String secret) {
    try {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
