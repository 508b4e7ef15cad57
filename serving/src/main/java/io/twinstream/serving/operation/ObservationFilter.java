package io.twinstream.serving.operation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.twinstream.serving.background.Repeated;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Measures requests by route and status, and gives each an id, which its response and log lines
 * have.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ObservationFilter {
  private static final Logger LOG = LoggerFactory.getLogger("request");
  private static final String HEADER = "X-Request-Id";
  private static final String BEGUN = "twinstream.begun";
  private static final int FAILED = 500;
  private static final Pattern VARIABLE_PATTERN = Pattern.compile(":[^}]*\\}");

  private final MeterRegistry registry;
  private final RequestIds ids;
  private final Repeated lines = new Repeated();
  private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();

  /** By template; its size is the number of routes. */
  private final ConcurrentMap<String, String> routes = new ConcurrentHashMap<>();

  private record Key(String method, String route, int status) {}

  ObservationFilter(MeterRegistry registry, RequestIds ids) {
    this.registry = registry;
    this.ids = ids;
  }

  @RequestFilter
  void begin(HttpRequest<?> request) {
    request.setAttribute(BEGUN, System.nanoTime());
  }

  @ResponseFilter
  void end(HttpRequest<?> request, @Nullable MutableHttpResponse<?> response) {
    if (response == null) {
      return;
    }
    long begun = request.getAttribute(BEGUN, Long.class).orElseGet(System::nanoTime);
    long nanos = System.nanoTime() - begun;
    // Only known routes have their own timer, so that callers cannot create metrics.
    String route = BasicHttpAttributes.getUriTemplate(request).map(this::route).orElse("none");
    String method = request.getMethod() == HttpMethod.CUSTOM ? "other" : request.getMethodName();
    String id = ids.of(request.getHeaders().get(HEADER));
    response.header(HEADER, id);
    Key key = new Key(method, route, response.code());
    timers.computeIfAbsent(key, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    if (response.code() >= FAILED) {
      lines.pass(key, left -> log(Level.WARN, key, id, nanos, left));
    } else if (LOG.isDebugEnabled()) {
      log(Level.DEBUG, key, id, nanos, 0);
    }
  }

  /** A template without the patterns of its variables. */
  private String route(String template) {
    return routes.computeIfAbsent(template, full -> VARIABLE_PATTERN.matcher(full).replaceAll("}"));
  }

  private static void log(Level level, Key key, String id, long nanos, long left) {
    LoggingEventBuilder line =
        LOG.atLevel(level)
            .addKeyValue("request_id", id)
            .addKeyValue("method", key.method)
            .addKeyValue("route", key.route)
            .addKeyValue("status", key.status)
            .addKeyValue("duration_us", nanos / 1_000);
    // Rate-limited, because an outage fails thousands of requests per second.
    (left == 0 ? line : line.addKeyValue("unlogged", left)).log("answered");
  }

  private Timer timer(Key key) {
    return Timer.builder("twinstream.requests")
        .description("Time from the arrival of a request to its response.")
        .tag("method", key.method)
        .tag("route", key.route)
        .tag("status", Integer.toString(key.status))
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(1))
        .register(registry);
  }
}
