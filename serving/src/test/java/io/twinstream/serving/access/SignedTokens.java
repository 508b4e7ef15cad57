package io.twinstream.serving.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Creates tokens like an issuer: for Anna with the role read, valid for ten minutes. */
final class SignedTokens {
  static final Instant NOW = Instant.parse("2025-03-01T12:00:00Z");

  private SignedTokens() {}

  static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://issuer.example")
        .audience("twinstream")
        .subject("anna")
        .expirationTime(at(600))
        .claim("roles", List.of("read"));
  }

  static Date at(int seconds) {
    return Date.from(NOW.plusSeconds(seconds));
  }

  static String rsa(RSAKey key, JWTClaimsSet claims) throws JOSEException {
    return signed(JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key), claims);
  }

  static String hmac(String secret, JWTClaimsSet claims) throws JOSEException {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return signed(JWSAlgorithm.HS256, null, new MACSigner(bytes), claims);
  }

  static String signed(JWSAlgorithm algorithm, String key, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims);
    token.sign(signer);
    return token.serialize();
  }
}
