package io.twinstream.serving.access;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which tokens (JWT) are accepted. Without any of its properties, no token is accepted. Its
 * defaults are here and not in application.properties, because there they would count as given.
 *
 * @param issuer the {@code iss} that a token must have
 * @param audience the value that a token's {@code aud} must contain
 * @param jwks the URL of the issuer's keys; null for none
 * @param publicKey a PEM file of an RSA key; null for none
 * @param secret shared with the issuer, for HS256 to HS512; null for none. Never logged
 * @param rolesClaim the claim that has the caller's roles: a list, or words; {@code a.b} means b in
 *     a
 * @param rolePrefix the prefix of {@code read}, {@code write} and {@code admin} in that claim
 * @param clockSkew the largest accepted difference to the issuer's clock
 * @param remember for how long a verified token is accepted without another verification
 */
@Requires(property = "twinstream.jwt")
@ConfigurationProperties("twinstream.jwt")
public record JwtConfiguration(
    @Nullable String issuer,
    @Nullable String audience,
    @Nullable URI jwks,
    @Nullable Path publicKey,
    @Nullable String secret,
    @Bindable(defaultValue = "roles") String rolesClaim,
    @Bindable(defaultValue = "") String rolePrefix,
    @Bindable(defaultValue = "30s") Duration clockSkew,
    @Bindable(defaultValue = "5m") Duration remember) {
  /** The shortest secret for HS256 (RFC 7518, 3.2). */
  private static final int SECRET_BYTES = 32;

  public JwtConfiguration {
    List<String> problems = new ArrayList<>();
    if (issuer == null || issuer.isBlank()) {
      problems.add("issuer is missing: give the iss of the accepted tokens");
    }
    if (audience == null || audience.isBlank()) {
      problems.add("audience is missing: give a value that the aud of accepted tokens contains");
    }
    if (jwks == null && publicKey == null && secret == null) {
      problems.add("one of jwks, public-key and secret is needed to verify tokens");
    }
    if (jwks != null && !isSafe(jwks)) {
      problems.add(
          "jwks must be a URL that begins with https://, because keys that are fetched "
              + "without TLS can be forged");
    }
    if (publicKey != null && !Files.isReadable(publicKey)) {
      problems.add("public-key: cannot read " + publicKey);
    }
    if (secret != null && secret.getBytes(StandardCharsets.UTF_8).length < SECRET_BYTES) {
      problems.add("secret must have at least 32 bytes");
    }
    if (clockSkew.isNegative() || remember.isNegative()) {
      problems.add("clock-skew and remember must not be negative");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException("twinstream.jwt: " + String.join("; ", problems));
    }
  }

  /** Keys that are fetched without TLS could be replaced on the way. */
  private static boolean isSafe(URI keys) {
    return "https".equals(keys.getScheme())
        || "http".equals(keys.getScheme())
            && List.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(keys.getHost()));
  }

  @Override
  public String toString() {
    return "tokens from " + issuer + " for " + audience;
  }
}
