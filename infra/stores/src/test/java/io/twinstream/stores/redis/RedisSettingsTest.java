package io.twinstream.stores.redis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tests settings from an address and the environment on a server that requires a password and TLS.
 */
final class RedisSettingsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @RegisterExtension
  static final RedisServerExtension redis = RedisServerExtension.secured("open-sesame");

  @Test
  void connectsWithThePasswordAndTheAuthority() {
    RedisSettings settings = settings(environment());
    assertThat(settings.toString(), is("rediss://" + redis.address()));
    try (OnlineStore store = RedisStore.connect(settings)) {
      ViewKey view = new ViewKey("shop", "spend@1");
      Generation begun = Await.within(DEADLINE, store.generations().begin(view, "f1", 0));
      assertThat(begun.view(), is(view));
    }
  }

  @Test
  void otherSettingsFailWithAdvice() {
    Map<String, String> wrong = environment();
    wrong.put("TWINSTREAM_REDIS_PASSWORD", "guessed");
    assertThat(refusal(wrong), containsString("TWINSTREAM_REDIS_PASSWORD"));
    assertThat(refusal(wrong), not(containsString("guessed")));
    Map<String, String> none = environment();
    none.remove("TWINSTREAM_REDIS_PASSWORD");
    assertThat(refusal(none), containsString("TWINSTREAM_REDIS_PASSWORD"));
    Map<String, String> strange = environment();
    strange.remove("TWINSTREAM_REDIS_AUTHORITY");
    assertThat(refusal(strange), containsString("TWINSTREAM_REDIS_AUTHORITY"));
  }

  @Test
  void invalidSettingsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> settings(Map.of("TWINSTREAM_REDIS_AUTHORITY", "/no/such.pem")));
    assertThrows(
        IllegalArgumentException.class, () -> settings(Map.of("TWINSTREAM_REDIS_USERNAME", "me")));
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("TWINSTREAM_REDIS_PASSWORD", "open-sesame");
    environment.put("TWINSTREAM_REDIS_AUTHORITY", redis.certificates().certificate().toString());
    return environment;
  }

  private static RedisSettings settings(Map<String, String> environment) {
    return RedisSettings.of("rediss://" + redis.address(), DEADLINE, environment);
  }

  private static String refusal(Map<String, String> environment) {
    RedisSettings settings = settings(environment);
    return assertThrows(StoreException.class, () -> RedisStore.connect(settings)).getMessage();
  }
}
