package io.twinstream.serving.fault;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.stores.redis.RedisServerExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests the server with a Redis server that is killed and restarted without its data. */
final class EmptiedStoreTest {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();

  /** What the service knows of a view is as old as it may be: it would still believe it. */
  private static final Map<String, Object> LONG = Map.of("twinstream.follow-within", "1h");

  @Test
  void aServerThatIsBackEmptyIsNotAnsweredAsOneThatHoldsAll() throws Exception {
    LiveService.fill(redis.address(), "4711");
    try (LiveService service = new LiveService(redis.address(), LONG)) {
      assertThat(service.status(service.card("4711").json()), is("PRESENT"));
      assertThat(service.status(service.card("nobody").json()), is("MISSING"));
      redis.restart();
      JsonNode first = service.recovered().json();
      assertThat(first.toString(), service.status(first), is("ERROR"));
      assertThat(first.at("/features/count_24h").isNull(), is(true));
      assertThat(service.status(service.card("nobody").json()), is("ERROR"));
    }
  }
}
