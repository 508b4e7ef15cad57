package io.twinstream.stores.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server for a test class: the machine's {@code redis-server}, or the one that
 * embedded-redis contains. It ends with the class, or with the JVM.
 */
public final class RedisServerExtension implements BeforeAllCallback, AfterAllCallback {
  private final boolean cluster;
  private final boolean tls;
  private final String password;
  private Certificates certificates;
  private Path directory;
  private String executable;
  private Process process;
  private Thread hook;
  private RedisAddress address;

  private RedisServerExtension(boolean cluster, boolean tls, String password) {
    this.cluster = cluster;
    this.tls = tls;
    this.password = password;
  }

  /** A server that keeps nothing on disk. */
  public static RedisServerExtension server() {
    return new RedisServerExtension(false, false, null);
  }

  /** A member of a cluster without slots, see {@link RedisClusterExtension}. */
  static RedisServerExtension member() {
    return new RedisServerExtension(true, false, null);
  }

  /** A server that speaks nothing but TLS, with a certificate of its own. */
  public static RedisServerExtension tls() {
    return new RedisServerExtension(false, true, null);
  }

  /** A server that speaks nothing but TLS, to those alone who have a password. */
  public static RedisServerExtension secured(String password) {
    return new RedisServerExtension(false, true, password);
  }

  /** Of a server that speaks TLS. */
  public Certificates certificates() {
    return certificates;
  }

  public RedisAddress address() {
    return address;
  }

  /** The answer to an inline command, such as {@code FLUSHALL}, as it comes over the wire. */
  public String command(String inline) {
    try (Socket socket = connect()) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write((inline + "\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[4_096];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(length, 0), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server at " + address, e);
    }
  }

  private Socket connect() throws IOException {
    try {
      return tls
          ? certificates.trusting().getSocketFactory().createSocket(address.host(), address.port())
          : new Socket(address.host(), address.port());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the server hang, or go on: connections stay open, nothing is answered. */
  public void pause(boolean paused) throws IOException, InterruptedException {
    String signal = paused ? "-STOP" : "-CONT";
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    while (paused && answers()) {
      // Any thread may take the signal, and on a busy machine another one serves until it has.
    }
  }

  private boolean answers() throws IOException {
    try (Socket socket = new Socket(address.host(), address.port())) {
      socket.setSoTimeout(250);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    directory = Files.createTempDirectory("twinstream-redis");
    hook = new Thread(this::stop);
    Runtime.getRuntime().addShutdownHook(hook);
    executable = executable(directory);
    certificates = tls ? Certificates.in(directory) : null;
    for (int attempt = 0; attempt < 5 && !start(freePort()); attempt++) {
      process.destroyForcibly().waitFor(); // Somebody took the port in between.
    }
    if (!process.isAlive()) {
      throw new IllegalStateException("redis-server does not start: " + log());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  /** Ends the server, at once and for good. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** What the server runs: it can be a sentinel, too. */
  public String executable() {
    return executable;
  }

  /** Kills the server and starts it again at the same address: it has forgotten everything. */
  public void restart() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    if (!start(address.port())) {
      throw new IllegalStateException("redis-server does not start again: " + log());
    }
  }

  private int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // The bus of a cluster listens 10,000 ports higher.
      return cluster ? 10_000 + free.getLocalPort() % 40_000 : free.getLocalPort();
    }
  }

  private boolean start(int port) throws IOException, InterruptedException {
    address = new RedisAddress("127.0.0.1", port);
    List<String> command = new ArrayList<>(List.of(executable, "--bind", "127.0.0.1"));
    command.addAll(List.of(tls ? "--tls-port" : "--port", Integer.toString(address.port())));
    command.addAll(List.of("--save", ""));
    if (tls) {
      String certificate = certificates.certificate().toString();
      command.addAll(List.of("--port", "0", "--tls-auth-clients", "no"));
      command.addAll(List.of("--tls-cert-file", certificate, "--tls-ca-cert-file", certificate));
      command.addAll(List.of("--tls-key-file", certificates.key().toString()));
    }
    command.addAll(List.of("--dir", directory.toString()));
    if (password != null) {
      command.addAll(List.of("--requirepass", password));
    }
    if (cluster) {
      command.addAll(List.of("--cluster-enabled", "yes"));
    }
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    for (int i = 0; i < 200 && process.isAlive(); i++) {
      try {
        if (command("PING").startsWith(password == null ? "+PONG" : "-NOAUTH")) {
          return process.isAlive();
        }
      } catch (UncheckedIOException notYet) {
        Thread.sleep(25);
      }
    }
    return false;
  }

  private void stop() {
    if (process != null) {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException e) {
      // The directory is temporary: leaving it behind must not hide what a test has to say.
    }
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  private static String executable(Path directory) throws IOException {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      File candidate = new File(folder, "redis-server");
      if (candidate.canExecute()) {
        return candidate.getPath();
      }
    }
    return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().getPath();
  }
}
