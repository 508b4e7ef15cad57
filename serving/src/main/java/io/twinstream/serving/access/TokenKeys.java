package io.twinstream.serving.access;

import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.security.token.jwt.signature.SignatureConfiguration;
import io.micronaut.security.token.jwt.signature.rsa.RSASignature;
import io.micronaut.security.token.jwt.signature.secret.SecretSignature;
import io.micronaut.security.token.jwt.signature.secret.SecretSignatureConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The keys that verify tokens, each only with its own family of algorithms. */
final class TokenKeys {
  private TokenKeys() {}

  static List<SignatureConfiguration> of(JwtConfiguration configuration) {
    List<SignatureConfiguration> keys = new ArrayList<>();
    if (configuration.jwks() != null) {
      keys.add(new PublishedKeys(configuration.jwks()));
    }
    if (configuration.publicKey() != null) {
      RSAPublicKey key = read(configuration.publicKey());
      keys.add(new RSASignature(() -> key));
    }
    if (configuration.secret() != null) {
      SecretSignatureConfiguration secret = new SecretSignatureConfiguration("twinstream");
      secret.setSecret(configuration.secret());
      keys.add(new SecretSignature(secret));
    }
    return keys;
  }

  private static RSAPublicKey read(Path file) {
    try {
      String encoded =
          Files.readString(file)
              .replace("-----BEGIN PUBLIC KEY-----", "")
              .replace("-----END PUBLIC KEY-----", "")
              .replaceAll("\\s", "");
      X509EncodedKeySpec key = new X509EncodedKeySpec(Base64.getDecoder().decode(encoded));
      return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(key);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "twinstream.jwt.public-key: "
              + file
              + " is not an RSA key in PEM, which begins with -----BEGIN PUBLIC KEY-----",
          e);
    }
  }
}
