package io.twinstream.serving.fault;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.redis.RedisServerExtension;
import io.twinstream.stores.redis.RedisStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests the server and a writer with a sentinel, while the primary changes. */
@Tag("slow")
@Timeout(120)
final class SentinelTest {
  @RegisterExtension static final RedisServerExtension primary = RedisServerExtension.server();
  @RegisterExtension static final RedisServerExtension replica = RedisServerExtension.server();
  private static final Map<String, Object> LAST_KNOWN =
      Map.of("twinstream.reading.when-store-fails", "last-known");
  @TempDir Path folder;

  @BeforeEach
  void follow() throws InterruptedException {
    LiveService.fill(primary.address(), "4711");
    replica.command("REPLICAOF 127.0.0.1 " + primary.address().port());
    while (!replica.command("INFO replication").contains("master_link_status:up")) {
      Thread.sleep(20);
    }
  }

  @Test
  void answersGoOnAndWritesFollowWhenAReplicaTakesOver() throws Exception {
    try (Sentinel sentinel = new Sentinel(primary, folder);
        OnlineStore writer = RedisStore.connect(sentinel.address(), Duration.ofSeconds(2));
        LiveService service = new LiveService(sentinel.address(), LAST_KNOWN)) {
      assertThat(service.status(service.card("4711").json()), is("PRESENT"));
      primary.kill();
      JsonNode answer;
      do {
        answer = service.card("4711").json();
        assertThat(answer.toString(), answer.at("/features/count_24h").intValue(), is(1));
      } while (answer.at("/metadata").has("degraded"));
      assertThat(replica.command("ROLE"), containsString("master"));
      write(writer);
      JsonNode written = service.card("4712").json();
      while (written.at("/features/count_24h").intValue() != 1) {
        Thread.sleep(20); // The server follows the pointer to the new generation within 200 ms.
        written = service.card("4712").json();
      }
      assertThat(service.status(written), is("PRESENT"));
    }
  }

  private static void write(OnlineStore writer) throws InterruptedException {
    while (true) {
      try {
        LiveService.fill(writer, "4712");
        return;
      } catch (StoreException notYet) {
        Thread.sleep(20); // Its connection recovers by itself.
      }
    }
  }
}
