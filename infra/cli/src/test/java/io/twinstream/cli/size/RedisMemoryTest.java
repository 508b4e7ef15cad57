package io.twinstream.cli.size;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;

import io.twinstream.local.RedisServer;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares {@link RedisMemory} with what a server reports. */
class RedisMemoryTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int ENTITIES = 50_000;

  @TempDir Path folder;

  @Test
  void isWhatAServerUses() throws Exception {
    try (Supervisor supervisor = new Supervisor(StateDirectory.at(folder))) {
      String address = RedisServer.start(supervisor).address();
      try (OnlineStore store = RedisStore.connect(RedisAddress.parse(address), LIMIT)) {
        for (int bytes : new int[] {60, 300, 1_500}) {
          for (boolean expires : new boolean[] {true, false}) {
            double measured = perKey(store, address, bytes, expires);
            int key = "payments:card_spend@1#1234567890123:c00000000001".length();
            double computed = RedisMemory.of(key, bytes, expires);
            assertThat(
                bytes + " B, expires " + expires, computed, closeTo(measured, measured / 10));
          }
        }
      }
    }
  }

  @Test
  void sizesAreThoseOfJemalloc() {
    assertThat(RedisMemory.allocated(1), is(16L));
    assertThat(RedisMemory.allocated(129), is(160L));
    assertThat(RedisMemory.allocated(320), is(320L));
    assertThat(RedisMemory.allocated(321), is(384L));
    assertThat(RedisMemory.allocated(1_025), is(1_280L));
  }

  private static double perKey(OnlineStore store, String address, int bytes, boolean expires)
      throws IOException {
    ViewKey view = new ViewKey("payments", "card_spend@1");
    Generation generation =
        Await.within(LIMIT, store.generations().begin(view, "0123456789abcdef", Long.MIN_VALUE));
    long before = usedMemory(address);
    Optional<Duration> expiry = expires ? Optional.of(Duration.ofHours(1)) : Optional.empty();
    for (int begin = 0; begin < ENTITIES; begin += 1_000) {
      List<StateWrite> writes = new ArrayList<>();
      for (int i = begin; i < begin + 1_000; i++) {
        writes.add(StateWrite.of("c%011d".formatted(i), 1, 1, new byte[bytes]));
      }
      Await.within(LIMIT, store.states().write(generation, writes, expiry));
    }
    return (usedMemory(address) - before) / (double) ENTITIES;
  }

  private static long usedMemory(String address) throws IOException {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("INFO memory\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int at = answer.indexOf("used_memory:") + "used_memory:".length();
      return Long.parseLong(answer.substring(at, answer.indexOf('\r', at)));
    }
  }
}
