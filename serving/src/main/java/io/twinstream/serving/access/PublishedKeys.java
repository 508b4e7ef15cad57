package io.twinstream.serving.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.SignedJWT;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.security.token.jwt.signature.SignatureConfiguration;
import java.net.MalformedURLException;
import java.net.URI;
import java.security.Key;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Fetches the keys that an issuer publishes (a JWK Set). It fetches them when they are first
 * needed, then every five minutes, and when a token names an unknown key, at most twice in 30 s.
 * While the issuer's server fails, it uses the last keys for up to an hour.
 */
final class PublishedKeys implements SignatureConfiguration {
  /* micronaut-security can also fetch keys, but it has no timeout, looks for a new key only a minute later, refuses every token while the issuer's server fails, and needs an alg in each key. */
  private static final int DEADLINE_MS = 2_000;
  private static final int MAX_BYTES = 1 << 20;
  private static final Duration KEPT_IN_AN_OUTAGE = Duration.ofHours(1);
  private static final Set<JWSAlgorithm> ALGORITHMS = algorithms();

  private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();
  private final JWSVerificationKeySelector<SecurityContext> keys;

  /** Whether the last fetch returned keys. */
  private volatile boolean had;

  /** Thrown if no key could be fetched, so that tokens cannot be checked. */
  static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unavailable(KeySourceException cause) {
      super(cause.toString(), cause);
    }
  }

  PublishedKeys(URI address) {
    try {
      keys =
          new JWSVerificationKeySelector<>(
              ALGORITHMS,
              JWKSourceBuilder.<SecurityContext>create(
                      address.toURL(),
                      new DefaultResourceRetriever(DEADLINE_MS, DEADLINE_MS, MAX_BYTES))
                  .refreshAheadCache(false)
                  .outageTolerant(KEPT_IN_AN_OUTAGE.toMillis())
                  .build());
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new ConfigurationException("twinstream.jwt.jwks: " + e.getMessage(), e);
    }
  }

  private static Set<JWSAlgorithm> algorithms() {
    // No HMAC: a published key is not a secret.
    Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.RSA);
    algorithms.addAll(JWSAlgorithm.Family.EC);
    return algorithms;
  }

  @Override
  public String supportedAlgorithmsMessage() {
    return "Only " + ALGORITHMS + " are accepted";
  }

  @Override
  public boolean supports(JWSAlgorithm algorithm) {
    return ALGORITHMS.contains(algorithm);
  }

  @Override
  public boolean verify(SignedJWT token) throws JOSEException {
    try {
      List<Key> suitable = keys.selectJWSKeys(token.getHeader(), null);
      had = true;
      for (Key key : suitable) {
        JWSVerifier verifier = verifiers.createJWSVerifier(token.getHeader(), key);
        if (token.verify(verifier)) {
          return true;
        }
      }
      return false;
    } catch (RateLimitReachedException e) {
      if (had) {
        return false; // by a key that the last fetch, a moment ago, did not return
      }
      throw new Unavailable(e);
    } catch (KeySourceException e) {
      had = false;
      throw new Unavailable(e);
    }
  }
}
