package io.twinstream.serving.redis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.hasToString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.Iterables;
import io.lettuce.core.AbstractRedisClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanInstantiationException;
import io.micronaut.health.HealthStatus;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.micronaut.management.health.indicator.HealthResult;
import io.twinstream.stores.Await;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisServerExtension;
import io.twinstream.stores.redis.RedisTarget;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;

/** Tests the properties of Micronaut that name Redis. */
final class MicronautPropertiesTest {
  private static final String PASSWORD = "open-sesame";
  private static final String DEFINITIONS =
      MicronautPropertiesTest.class.getResource("/definitions/payments.yaml").getPath();

  @RegisterExtension
  static final RedisServerExtension redis = RedisServerExtension.secured(PASSWORD);

  @Test
  void aUriConnectsFromAllEventLoops() {
    try (ApplicationContext context = run(Map.of("redis.uri", uri()))) {
      OnlineStore store = context.getBean(OnlineStore.class);
      Await.within(Duration.ofSeconds(7), store.check());
      int loops =
          Iterables.size(context.getBean(EventLoopGroupRegistry.class).getDefaultEventLoopGroup());
      assertThat(store.epoch(), is(1L + loops));
      assertThat(context.getBeansOfType(AbstractRedisClient.class), hasSize(1));
      RedisTarget target = context.getBean(RedisTarget.class);
      assertThat(target, hasToString("rediss://" + redis.address()));
      assertThat(target.deadline(), is(Duration.ofSeconds(7)));
      HealthResult health = Flux.from(context.getBean(RedisHealth.class).getResult()).blockFirst();
      assertThat(health.getName(), is("redis"));
      assertThat(health.getStatus(), is(HealthStatus.UP));
      assertThat(health.getDetails(), is(Map.of("address", "rediss://" + redis.address())));
      assertThat(scrape(context), not(containsString("lettuce")));
    }
  }

  @Test
  void commandsAreMeasuredIfThatIsSwitchedOn() {
    Map<String, Object> properties = Map.of("redis.uri", uri(), "twinstream.redis.metrics", true);
    try (ApplicationContext context = run(properties)) {
      Await.within(Duration.ofSeconds(7), context.getBean(OnlineStore.class).check());
      assertThat(
          scrape(context),
          allOf(
              containsString("lettuce_command_completion_seconds_count{command=\"PING\""),
              not(containsString(PASSWORD))));
    }
  }

  @Test
  void theServerStartsWhileRedisIsDown() {
    for (String name : List.of("redis.uri", "redis.uris")) {
      try (ApplicationContext context =
          ApplicationContext.builder()
              .properties(
                  Map.of(name, "redis://127.0.0.1:1", "twinstream.definitions", DEFINITIONS))
              .eagerInitSingletons(true)
              .start()) {
        assertThat(context.getBeansOfType(AbstractRedisClient.class), hasSize(1));
      }
    }
  }

  @Test
  void severalUrisAreACluster() {
    Map<String, Object> properties =
        Map.of("redis.uris", "redis://one:7000,redis://two:7001", "redis.health.enabled", false);
    try (ApplicationContext context = run(properties)) {
      RedisTarget target = context.getBean(RedisTarget.class);
      assertThat(target, hasToString("redis-cluster://one:7000,two:7001"));
      assertThat(target.deadline(), is(Duration.ofSeconds(2)));
      assertThat(context.containsBean(RedisHealth.class), is(false));
      assertThat(context.getBeansOfType(AbstractRedisClient.class), hasSize(1));
    }
  }

  @Test
  void sentinelsAreRead() {
    String sentinels = "redis-sentinel://one:26379,two:26379/0?sentinelMasterId=main";
    try (ApplicationContext context = run(Map.of("redis.uri", sentinels))) {
      assertThat(
          context.getBean(RedisTarget.class),
          hasToString("redis-sentinel://one:26379,two:26379#main"));
    }
  }

  @Test
  void theAddressOfThisServerComesFirst() {
    for (String address : List.of("redis://here:1", "redis-cluster://here:1")) {
      Map<String, Object> properties =
          Map.of(
              "twinstream.redis.address", address,
              "redis.uri", "redis://there:2",
              "redis.port", "tcp://10.0.0.1:6379"); // as Kubernetes sets it
      try (ApplicationContext context = run(properties)) {
        assertThat(context.getBean(RedisTarget.class), hasToString(address));
        assertThat(context.getBeansOfType(AbstractRedisClient.class), hasSize(1));
      }
    }
  }

  @Test
  void replicasAreRefused() {
    Map<String, Object> properties =
        Map.of("redis.uri", "redis://one:1", "redis.replica-uris", "redis://two:2");
    try (ApplicationContext context = run(properties)) {
      Throwable refused =
          assertThrows(BeanInstantiationException.class, () -> context.getBean(RedisTarget.class));
      assertThat(refused.getMessage(), containsString("redis.replica-uris and redis.read-from"));
    }
  }

  private static String uri() {
    return "rediss://:" + PASSWORD + "@" + redis.address() + "?timeout=7s";
  }

  private static String scrape(ApplicationContext context) {
    return context.getBean(PrometheusMeterRegistry.class).scrape();
  }

  private static ApplicationContext run(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("twinstream.definitions", "defs");
    if (redis.certificates() != null) {
      all.put("twinstream.redis.authority", redis.certificates().certificate().toString());
    }
    return ApplicationContext.run(all);
  }
}
