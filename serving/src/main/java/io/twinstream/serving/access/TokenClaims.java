package io.twinstream.serving.access;

import com.nimbusds.jwt.JWTClaimsSet;
import io.twinstream.serving.access.Callers.Caller;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks the claims of a token, and derives the caller from them. */
final class TokenClaims {
  /* Stricter than the claims validators of micronaut-security, which accept a token that never expires, compare only the ends of issuers, and read the wall clock. */
  private final JwtConfiguration configuration;

  TokenClaims(JwtConfiguration configuration) {
    this.configuration = configuration;
  }

  /**
   * The caller of a token whose signature is valid.
   *
   * @throws InvalidToken if the token is expired or not yet valid, or has another issuer or
   *     audience
   */
  Caller caller(JWTClaimsSet claims, Instant now) throws InvalidToken {
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      throw new InvalidToken("the token has no exp");
    }
    if (!now.isBefore(ends(expires))) {
      throw new InvalidToken("the token has expired");
    }
    Date notBefore = claims.getNotBeforeTime();
    if (notBefore != null && now.plus(configuration.clockSkew()).isBefore(notBefore.toInstant())) {
      throw new InvalidToken("the token is not valid yet");
    }
    if (!configuration.issuer().equals(claims.getIssuer())) {
      throw new InvalidToken("the token has another issuer");
    }
    if (!claims.getAudience().contains(configuration.audience())) {
      throw new InvalidToken("the token is for another audience");
    }
    if (claims.getSubject() == null || claims.getSubject().isBlank()) {
      throw new InvalidToken("the token has no sub");
    }
    return new Caller(claims.getSubject(), role(claims), Caller.Known.BY_TOKEN);
  }

  /** The instant from which a token with this expiry is no longer accepted. */
  Instant ends(Date expires) {
    return expires.toInstant().plus(configuration.clockSkew());
  }

  /** The greatest role in the claim; {@code NONE} if it names no role of this server. */
  private Role role(JWTClaimsSet claims) {
    Role greatest = Role.NONE;
    for (Object name : names(find(claims.getClaims(), configuration.rolesClaim()))) {
      for (Role role : Role.values()) {
        String expected = configuration.rolePrefix() + role.name().toLowerCase(Locale.ROOT);
        if (expected.equals(name) && role.allows(greatest)) {
          greatest = role;
        }
      }
    }
    return greatest;
  }

  private static Collection<?> names(Object claim) {
    if (claim instanceof Collection<?> list) {
      return list;
    }
    return claim instanceof String words ? Arrays.asList(words.split("\\s+")) : List.of();
  }

  /** A claim, found by its name, which may contain dots, or by the path to it. */
  private static Object find(Map<?, ?> claims, String path) {
    if (claims.containsKey(path)) {
      return claims.get(path);
    }
    int dot = path.indexOf('.');
    return dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
        ? find(inner, path.substring(dot + 1))
        : null;
  }
}
