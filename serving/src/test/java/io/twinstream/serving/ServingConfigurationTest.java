package io.twinstream.serving;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.context.ApplicationContext;
import io.twinstream.serving.access.AccessConfiguration;
import io.twinstream.serving.access.Role;
import io.twinstream.serving.guard.ReadingConfiguration;
import io.twinstream.serving.guard.WhenStoreFails;
import io.twinstream.serving.redis.RedisConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServingConfigurationTest {
  private static final Map<String, Object> REQUIRED =
      Map.of("twinstream.definitions", "defs", "twinstream.redis.address", "localhost:6379");

  @Test
  void defaults() {
    try (ApplicationContext context = ApplicationContext.run(REQUIRED)) {
      assertThat(
          context.getBean(ServingConfiguration.class),
          is(new ServingConfiguration(Path.of("defs"), Duration.ofMillis(200), 1_000)));
      assertThat(
          context.getBean(RedisConfiguration.class),
          is(
              new RedisConfiguration(
                  "localhost:6379", Duration.ofSeconds(2), null, null, false, null, false)));
    }
  }

  @Test
  void everyNameIsMapped() {
    Map<String, Object> properties = new java.util.HashMap<>();
    properties.put("twinstream.definitions", "other");
    properties.put("twinstream.follow-within", "1s");
    properties.put("twinstream.max-rows", "7");
    properties.put("twinstream.redis.address", "redis:1");
    properties.put("twinstream.redis.deadline", "3s");
    properties.put("twinstream.redis.username", "me");
    properties.put("twinstream.redis.password", "secret");
    properties.put("twinstream.redis.tls", "true");
    properties.put("twinstream.redis.authority", "ca.pem");
    properties.put("twinstream.redis.metrics", "true");
    try (ApplicationContext context = ApplicationContext.run(properties)) {
      assertThat(
          context.getBean(ServingConfiguration.class),
          is(new ServingConfiguration(Path.of("other"), Duration.ofSeconds(1), 7)));
      assertThat(
          context.getBean(RedisConfiguration.class),
          is(
              new RedisConfiguration(
                  "redis:1",
                  Duration.ofSeconds(3),
                  "me",
                  "secret",
                  true,
                  Path.of("ca.pem"),
                  true)));
    }
  }

  @Test
  void readingAndAccessHaveTheirDefaultsAndNames() {
    try (ApplicationContext context = ApplicationContext.run(REQUIRED)) {
      assertThat(
          context.getBean(ReadingConfiguration.class),
          is(
              new ReadingConfiguration(
                  Duration.ofSeconds(1),
                  1_000,
                  WhenStoreFails.ERROR,
                  64 << 20,
                  Duration.ofMillis(500))));
      assertThat(
          context.getBean(AccessConfiguration.class),
          is(new AccessConfiguration(Role.READ, 0, 100)));
    }
    Map<String, Object> properties = new java.util.HashMap<>(REQUIRED);
    properties.put("twinstream.reading.deadline", "20ms");
    properties.put("twinstream.reading.max-concurrent", "3");
    properties.put("twinstream.reading.when-store-fails", "last-known");
    properties.put("twinstream.reading.last-known-bytes", "4");
    properties.put("twinstream.reading.retry-after", "5s");
    properties.put("twinstream.access.anonymous", "none");
    properties.put("twinstream.access.max-qps", "6");
    properties.put("twinstream.access.max-wrong", "7");
    try (ApplicationContext context = ApplicationContext.run(properties)) {
      assertThat(
          context.getBean(ReadingConfiguration.class),
          is(
              new ReadingConfiguration(
                  Duration.ofMillis(20), 3, WhenStoreFails.LAST_KNOWN, 4, Duration.ofSeconds(5))));
      assertThat(
          context.getBean(AccessConfiguration.class), is(new AccessConfiguration(Role.NONE, 6, 7)));
    }
  }

  @Test
  void secretsAreNotShown() {
    Map<String, Object> properties = new java.util.HashMap<>(REQUIRED);
    properties.put("twinstream.redis.password", "secret");
    try (ApplicationContext context = ApplicationContext.run(properties)) {
      RedisConfiguration redis = context.getBean(RedisConfiguration.class);
      assertThat(redis.toString(), not(containsString("secret")));
    }
  }

  @ParameterizedTest
  @CsvSource({"twinstream.max-rows,0", "twinstream.max-rows,1000000", "twinstream.max-rows,many"})
  void valuesOutOfBoundsAreRefused(String name, String value) {
    Map<String, Object> properties = new java.util.HashMap<>(REQUIRED);
    properties.put(name, value);
    try (ApplicationContext context = ApplicationContext.run(properties)) {
      assertThrows(RuntimeException.class, () -> context.getBean(ServingConfiguration.class));
    }
  }
}
