package io.twinstream.benchmarks.serving;

import io.twinstream.local.RedisServer;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** A Redis server that can be paused, killed, and started again at the same address. */
final class FaultyRedis {
  private final Supervisor supervisor;
  private final String name;
  private RedisServer server;

  FaultyRedis(Supervisor supervisor, String name) {
    this.supervisor = supervisor;
    this.name = name;
    this.server = RedisServer.start(supervisor, name);
  }

  int port() {
    return server.port();
  }

  /** Saves the data on disk, where {@link #start} loads it from. */
  void save() {
    command("SAVE");
  }

  void stop() {
    supervisor.stop(name);
  }

  /** Kills it with SIGKILL. */
  void kill() {
    server.process().kill();
  }

  void start() {
    server = RedisServer.startAt(supervisor, name, port());
    while (command("PING").startsWith("-")) {
      Thread.onSpinWait(); // Redis is loading its data.
    }
  }

  /** Deletes the saved data. */
  void forget() throws IOException {
    Files.deleteIfExists(supervisor.state().folder(name).resolve("dump.rdb"));
  }

  /** Becomes a replica, and waits until it has all data of the primary. */
  void follow(FaultyRedis primary) throws InterruptedException {
    command("REPLICAOF 127.0.0.1 " + primary.port());
    while (!command("INFO replication").contains("master_link_status:up")) {
      Thread.sleep(50);
    }
  }

  /** Pauses or continues it with SIGSTOP and SIGCONT. */
  void pause(boolean on) throws IOException, InterruptedException {
    String pid = Long.toString(server.process().pid());
    new ProcessBuilder("kill", on ? "-STOP" : "-CONT", pid).start().waitFor();
  }

  /** The unparsed response to an inline command. */
  String command(String... inline) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(30_000);
      byte[] answer = new byte[4_096];
      int length = 0;
      for (String each : inline) {
        socket.getOutputStream().write((each + "\r\n").getBytes(StandardCharsets.UTF_8));
        length = socket.getInputStream().read(answer);
      }
      return new String(answer, 0, Math.max(length, 0), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server at port " + port(), e);
    }
  }
}
