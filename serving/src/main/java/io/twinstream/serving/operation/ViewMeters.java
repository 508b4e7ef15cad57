package io.twinstream.serving.operation;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.twinstream.serving.reading.FeatureLists;
import io.twinstream.serving.reading.ServedView;
import io.twinstream.serving.reading.Status;
import io.twinstream.serving.reading.ViewCounts;
import jakarta.inject.Singleton;
import java.util.Locale;

/** The figures of each view: statuses, freshness of what was served, lag of the pipeline. */
@Singleton
final class ViewMeters {
  ViewMeters(FeatureLists lists, MeterRegistry registry) {
    for (ServedView view : lists.views()) {
      bind(view.key().view(), view.counts(), registry);
    }
  }

  private static void bind(String view, ViewCounts counts, MeterRegistry registry) {
    for (Status status : Status.values()) {
      FunctionCounter.builder("twinstream.view.readings", counts, c -> c.readings(status))
          .description("Readings of a view, by what was found.")
          .tag("view", view)
          .tag("status", status.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    FunctionCounter.builder("twinstream.view.age.seconds.sum", counts, ViewCounts::ageSeconds)
        .description("The ages of the newest events in what was served, summed up.")
        .tag("view", view)
        .register(registry);
    FunctionCounter.builder("twinstream.view.age.seconds.count", counts, c -> c.aged())
        .description("How many readings had an event.")
        .tag("view", view)
        .register(registry);
    Gauge.builder("twinstream.view.lag.seconds", counts, ViewCounts::lagSeconds)
        .description("How far the pipeline was behind when a reader last asked.")
        .tag("view", view)
        .register(registry);
  }
}
