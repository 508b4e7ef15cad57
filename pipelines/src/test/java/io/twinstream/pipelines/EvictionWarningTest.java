package io.twinstream.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.local.RedisServer;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.pipelines.online.EvictionWarning;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvictionWarningTest {
  @TempDir private static Path folder;

  @Test
  void aServerThatMayEvictStatesIsReported() throws Exception {
    try (Supervisor supervisor = new Supervisor(StateDirectory.at(folder))) {
      RedisAddress redis = RedisAddress.parse(RedisServer.start(supervisor).address());
      assertThat(printed(redis), is(""));
      command(redis, "CONFIG SET maxmemory-policy allkeys-lru");
      assertThat(printed(redis), is("")); // no memory limit
      command(redis, "CONFIG SET maxmemory 1000000000");
      assertThat(
          printed(redis),
          allOf(containsString("warning: "), containsString("maxmemory-policy is allkeys-lru")));
      Exception refused = assertThrows(IllegalArgumentException.class, () -> printed(redis, true));
      assertThat(refused.getMessage(), containsString("maxmemory-policy is allkeys-lru"));
      command(redis, "ACL SETUSER default -info");
      assertThat(printed(redis), containsString("cannot check whether Redis evicts states"));
    }
  }

  private static void command(RedisAddress redis, String inline) throws IOException {
    try (Socket socket = new Socket(redis.host(), redis.port())) {
      socket.getOutputStream().write((inline + "\r\n").getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readNBytes(3), UTF_8), is("+OK"));
    }
  }

  private static String printed(RedisAddress redis) {
    return printed(redis, false);
  }

  private static String printed(RedisAddress redis, boolean refuse) {
    StringWriter printed = new StringWriter();
    try (OnlineStore store = StoreAddress.redis(redis.toString()).open()) {
      EvictionWarning.print(store, refuse, new PrintWriter(printed));
    }
    return printed.toString();
  }
}
