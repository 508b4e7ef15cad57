package io.twinstream.local;

import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.Ports;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/** A Redis server in a process of its own; it writes nothing to disk unless requested. */
public final class RedisServer {
  /** The name of its process. */
  public static final String NAME = "redis";

  private static final int PING_MILLIS = 1_000;
  private static final byte[] PONG = "+PONG".getBytes(StandardCharsets.US_ASCII);
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  /** Starts the command and ends it when standard input ends, which Redis itself ignores. */
  private static final String WATCHED =
      "exec 3<&0; (cat <&3 >/dev/null; kill -TERM $$ 2>/dev/null) & exec \"$0\" \"$@\" </dev/null";

  private final int port;
  private final LocalProcess process;

  private RedisServer(int port, LocalProcess process) {
    this.port = port;
    this.process = process;
  }

  /** Starts the {@code redis-server} on the PATH, or the one that comes with the libraries. */
  public static RedisServer start(Supervisor supervisor) {
    return start(supervisor, NAME);
  }

  /** Starts a server under another name, so that several can run. */
  public static RedisServer start(Supervisor supervisor, String name) {
    return startAt(supervisor, name, Ports.free());
  }

  /** Starts a server at a port, as after a failure; it loads what was saved in its folder. */
  public static RedisServer startAt(Supervisor supervisor, String name, int port) {
    return start(supervisor, name, port, false, START_LIMIT);
  }

  /**
   * Starts a server that logs every write before it answers: if it is killed, nothing is lost, and
   * the next server with this folder loads it.
   */
  static RedisServer startDurable(Supervisor supervisor, int port, Duration startLimit) {
    return start(supervisor, NAME, port, true, startLimit);
  }

  private static RedisServer start(
      Supervisor supervisor, String name, int port, boolean durable, Duration startLimit) {
    Path folder = supervisor.state().folder(name);
    LocalProcess process =
        supervisor.start(
            name,
            List.of(
                "/bin/sh",
                "-c",
                WATCHED,
                onPath().orElseGet(() -> extract(folder)).toString(),
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                durable ? "yes" : "no"));
    process.awaitReady(() -> answers(port), startLimit);
    return new RedisServer(port, process);
  }

  /** Reports whether a server has loaded its data and answers. */
  static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PING_MILLIS);
      socket.setSoTimeout(PING_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(PONG.length);
      return Arrays.equals(answer, PONG);
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns {@code HOST:PORT}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  public LocalProcess process() {
    return process;
  }

  private static Optional<Path> onPath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    for (String folder : path.split(":", -1)) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, "redis-server");
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  private static Path extract(Path folder) {
    try {
      return ExecutableProvider.newJarResourceProvider(folder.toFile())
          .get()
          .toPath()
          .toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no redis-server on the PATH, and the libraries contain none for this"
              + " machine; install redis-server",
          e);
    }
  }
}
