package io.twinstream.serving.fault;

import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisServerExtension;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A sentinel with a quorum of one, which promotes a replica when the server is down. */
final class Sentinel implements AutoCloseable {
  private static final String PRIMARY = "shop";

  private final Process process;
  private final int port;

  /** Starts it, and waits until it has found the server's replica. */
  Sentinel(RedisServerExtension watched, Path folder) throws IOException, InterruptedException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String settings =
        """
        port %d
        bind 127.0.0.1
        sentinel monitor %2$s 127.0.0.1 %3$d 1
        sentinel down-after-milliseconds %2$s 500
        sentinel failover-timeout %2$s 3000
        """
            .formatted(port, PRIMARY, watched.address().port());
    Path file = Files.writeString(folder.resolve("sentinel.conf"), settings);
    process =
        new ProcessBuilder(watched.executable(), file.toString(), "--sentinel")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sentinel.log").toFile())
            .start();
    while (!ask("INFO sentinel").contains("slaves=1")) {
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(folder.resolve("sentinel.log")));
      }
      Thread.sleep(50);
    }
  }

  RedisAddress address() {
    return RedisAddress.parse("redis-sentinel://127.0.0.1:" + port + "#" + PRIMARY);
  }

  private String ask(String inline) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write((inline + "\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[4_096];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(length, 0), StandardCharsets.UTF_8);
    } catch (IOException notYet) {
      return "";
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
