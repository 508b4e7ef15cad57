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
 * Whose tokens (JWT) are taken. Without any of its properties none is; its defaults are here and
 * not in application.properties, where they would count as given.
 *
 * @param issuer the {@code iss} that a token must have
 * @param audience what must be among a token's {@code aud}
 * @param jwks where the issuer publishes its keys; null for none
 * @param publicKey a PEM file of an RSA key; null for none
 * @param secret shared with the issuer, for HS256 to HS512; null for none. Never shown
 * @param rolesClaim the claim that has the caller's roles: a list, or words; {@code a.b} for b in a
 * @param rolePrefix what stands before {@code read}, {@code write} and {@code admin} there
 * @param clockSkew by how much the issuer's clock may differ
 * @param remember for how long a token that was verified is taken without verifying it again
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
  /** What HS256 takes at least (RFC 7518, 3.2). */
  private static final int SECRET_BYTES = 32;

  public JwtConfiguration {
    List<String> problems = new ArrayList<>();
    if (issuer == null || issuer.isBlank()) {
      problems.add("issuer is missing: the iss of the tokens to take");
    }
    if (audience == null || audience.isBlank()) {
      problems.add("audience is missing: what the aud of tokens for this service has");
    }
    if (jwks == null && publicKey == null && secret == null) {
      problems.add("one of jwks, public-key and secret is needed to verify tokens");
    }
    if (jwks != null && !isSafe(jwks)) {
      problems.add(
          "jwks must be an address that begins with https://: who can change keys is let in");
    }
    if (publicKey != null && !Files.isReadable(publicKey)) {
      problems.add("public-key: cannot read " + publicKey);
    }
    if (secret != null && secret.getBytes(StandardCharsets.UTF_8).length < SECRET_BYTES) {
      problems.add("secret must have 32 bytes or more");
    }
    if (clockSkew.isNegative() || remember.isNegative()) {
      problems.add("clock-skew and remember must not be negative");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException("twinstream.jwt: " + String.join("; ", problems));
    }
  }

  /** Keys that come over the network in the clear could be anybody's. */
  private static boolean isSafe(URI keys) {
    return "https".equals(keys.getScheme())
        || "http".equals(keys.getScheme())
            && List.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(keys.getHost()));
  }

  @Override
  public String toString() {
    return "tokens of " + issuer + " for " + audience;
  }
}
