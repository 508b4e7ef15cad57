package io.twinstream.stores.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Creates a self-signed certificate with its key, as PEM files. */
public final class Certificates {
  private static final String PASSWORD = "password";
  private static final Base64.Encoder PEM =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private final Path certificate;
  private final Path key;
  private final KeyStore trusted;

  private Certificates(Path certificate, Path key, KeyStore trusted) {
    this.certificate = certificate;
    this.key = key;
    this.trusted = trusted;
  }

  /** Makes them in a folder. */
  public static Certificates in(Path folder) throws IOException, GeneralSecurityException {
    Path store = folder.resolve("store.p12");
    keytool(
        List.of(
            "-genkeypair",
            "-alias",
            "own",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            "2",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("own", keys.getCertificate("own"));
    return new Certificates(
        write(folder.resolve("own.crt"), "CERTIFICATE", keys.getCertificate("own").getEncoded()),
        write(
            folder.resolve("own.key"),
            "PRIVATE KEY",
            keys.getKey("own", PASSWORD.toCharArray()).getEncoded()),
        trusted);
  }

  private static void keytool(List<String> arguments) throws IOException {
    List<String> command = new java.util.ArrayList<>(arguments);
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + told);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Path write(Path file, String what, byte[] der) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(what, PEM.encodeToString(der), what));
  }

  /** The certificate, which is its own authority. */
  public Path certificate() {
    return certificate;
  }

  /** Its key, without a password. */
  public Path key() {
    return key;
  }

  /** Of a client that trusts it, and nothing else. */
  public SSLContext trusting() throws GeneralSecurityException {
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
