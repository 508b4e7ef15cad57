package io.twinstream.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/** A Redis server in a process of its own; nothing of it is written to disk. */
public final class RedisServer {
  /** The name of its process. */
  public static final String NAME = "redis";

  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  /** Starts the command and ends it when standard input ends: Redis itself would not notice. */
  private static final String WATCHED =
      "exec 3<&0; (cat <&3 >/dev/null; kill -TERM $$ 2>/dev/null) & exec \"$0\" \"$@\" </dev/null";

  private final int port;
  private final LocalProcess process;

  private RedisServer(int port, LocalProcess process) {
    this.port = port;
    this.process = process;
  }

  /** Starts the machine's {@code redis-server}, or the one that comes with the libraries. */
  public static RedisServer start(Supervisor supervisor) {
    return start(supervisor, NAME);
  }

  /** Starts one under another name, beside others. */
  public static RedisServer start(Supervisor supervisor, String name) {
    return startAt(supervisor, name, Ports.free());
  }

  /** Starts one at a port, as after a failure; what was saved in its folder is loaded. */
  public static RedisServer startAt(Supervisor supervisor, String name, int port) {
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
                "no"));
    process.awaitReady(() -> Ports.answers(port), START_LIMIT);
    return new RedisServer(port, process);
  }

  /** {@code HOST:PORT}. */
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
          "no redis-server on the PATH, and none comes with the libraries for this machine", e);
    }
  }
}
