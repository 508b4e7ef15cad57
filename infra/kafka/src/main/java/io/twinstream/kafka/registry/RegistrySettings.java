package io.twinstream.kafka.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The credentials for a registry, from the environment: {@code TWINSTREAM_SCHEMA_REGISTRY_USERNAME}
 * and {@code _PASSWORD}, or {@code _TOKEN}; {@code _AUTHORITY} names a file with the certificates
 * that sign its own. Every process reads its own environment.
 *
 * @param authorization the header; empty for none. Never shown.
 * @param tls empty for the certificates that Java trusts
 */
record RegistrySettings(Optional<String> authorization, Optional<SSLContext> tls) {
  static final String USERNAME = "TWINSTREAM_SCHEMA_REGISTRY_USERNAME";
  static final String PASSWORD = "TWINSTREAM_SCHEMA_REGISTRY_PASSWORD";
  static final String TOKEN = "TWINSTREAM_SCHEMA_REGISTRY_TOKEN";
  static final String AUTHORITY = "TWINSTREAM_SCHEMA_REGISTRY_AUTHORITY";

  static final RegistrySettings NONE = new RegistrySettings(Optional.empty(), Optional.empty());

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException if the settings are inconsistent; the message shows no secrets
   */
  static RegistrySettings of(Map<String, String> environment) {
    Optional<String> user = value(environment, USERNAME);
    Optional<String> password = value(environment, PASSWORD);
    Optional<String> token = value(environment, TOKEN);
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException(
          "set both %s and %s, or neither".formatted(USERNAME, PASSWORD));
    }
    if (user.isPresent() && token.isPresent()) {
      throw new IllegalArgumentException(
          "set either %s and %s, or %s".formatted(USERNAME, PASSWORD, TOKEN));
    }
    Optional<String> basic =
        user.map(
            name ->
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(
                            (name + ":" + password.get()).getBytes(StandardCharsets.UTF_8)));
    return new RegistrySettings(
        basic.or(() -> token.map(each -> "Bearer " + each)),
        value(environment, AUTHORITY).map(Path::of).map(RegistrySettings::trusting));
  }

  /** Secrets that are read from files often end with a new line. */
  private static Optional<String> value(Map<String, String> environment, String name) {
    Optional<String> value =
        Optional.ofNullable(environment.get(name))
            .map(String::strip)
            .filter(text -> !text.isEmpty());
    if (value.isPresent() && value.get().chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(name + " has several lines, or control characters");
    }
    return value;
  }

  private static SSLContext trusting(Path authority) {
    try (InputStream in = Files.newInputStream(authority)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("authority-" + number++, each);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "cannot read the certificates of %s, which %s names: %s"
              .formatted(authority, AUTHORITY, e.getMessage()),
          e);
    }
  }

  @Override
  public String toString() {
    return authorization.isPresent() ? "with credentials" : "without credentials";
  }
}
