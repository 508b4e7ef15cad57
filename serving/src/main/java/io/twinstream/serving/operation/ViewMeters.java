package io.twinstream.serving.operation;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedProject;
import io.twinstream.serving.reading.ServedView;
import io.twinstream.serving.reading.Status;
import io.twinstream.serving.reading.ViewCounts;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The metrics of the served definitions and of each view: statuses, freshness of answers, lag of
 * the pipeline.
 */
@Singleton
final class ViewMeters {
  private final MeterRegistry registry;
  private final Map<String, List<Meter>> views = new HashMap<>();
  private Gauge definitions;

  ViewMeters(ServedDefinitions served, MeterRegistry registry) {
    this.registry = registry;
    bind(served.current());
    served.follow(this::bind);
  }

  private synchronized void bind(ServedProject served) {
    if (definitions != null) {
      registry.remove(definitions);
    }
    definitions =
        Gauge.builder("twinstream.definitions", () -> 1)
            .description("1 for the served definitions.")
            .tag("project", served.project().name())
            .tag("fingerprint", served.fingerprint())
            .register(registry);
    Set<String> gone = new HashSet<>(views.keySet());
    for (ServedView view : served.lists().views()) {
      gone.remove(view.key().view());
      views.computeIfAbsent(view.key().view(), id -> bind(id, view.counts()));
    }
    gone.forEach(view -> views.remove(view).forEach(registry::remove));
  }

  private List<Meter> bind(String view, ViewCounts counts) {
    List<Meter> meters = new ArrayList<>();
    for (Status status : Status.values()) {
      meters.add(
          FunctionCounter.builder("twinstream.view.readings", counts, c -> c.readings(status))
              .description("Reads of a view, by status.")
              .tag("view", view)
              .tag("status", status.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    meters.add(
        FunctionCounter.builder("twinstream.view.age.seconds.sum", counts, ViewCounts::ageSeconds)
            .description("The sum of the ages of the newest events of what was read.")
            .tag("view", view)
            .register(registry));
    meters.add(
        FunctionCounter.builder("twinstream.view.age.seconds.count", counts, c -> c.aged())
            .description("Reads of a state with an event.")
            .tag("view", view)
            .register(registry));
    meters.add(
        FunctionCounter.builder(
                "twinstream.view.clocks.apart", counts, ViewCounts::readingsWithClocksApart)
            .description("Reads that were stale because the job's clock is ahead of the server's.")
            .tag("view", view)
            .register(registry));
    meters.add(
        Gauge.builder("twinstream.view.lag.seconds", counts, ViewCounts::lagSeconds)
            .description("How far the pipeline was behind at the last read.")
            .tag("view", view)
            .register(registry));
    meters.add(
        Gauge.builder(
                "twinstream.view.checkpoint.age.seconds", counts, ViewCounts::checkpointAgeSeconds)
            .description("How old the job's latest complete checkpoint was when it last published.")
            .tag("view", view)
            .register(registry));
    return meters;
  }
}
