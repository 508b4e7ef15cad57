package io.twinstream.serving.drift;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.drift.DriftWatch.Figures;
import io.twinstream.offline.models.drift.DriftWatch.Window;
import io.twinstream.offline.models.drift.Reference;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what loaded models read and return with their references, and exports the figures as
 * metrics. Models without a reference are not watched.
 */
@Singleton
public final class DriftMeters {
  private static final Logger LOG = LoggerFactory.getLogger(DriftMeters.class);

  /** How many columns of a model have metrics at most. */
  private static final int MOST_COLUMNS = 100;

  private final Models models;
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final DriftSampler sampler;
  private final boolean wanted;
  private volatile Map<String, ModelDrift> watched = Map.of();
  private final Map<String, List<Meter>> meters = new HashMap<>();

  DriftMeters(
      DriftConfiguration configuration,
      Models models,
      MeterRegistry registry,
      InstantSource clock) {
    this.models = models;
    this.registry = registry;
    this.clock = clock;
    this.wanted = configuration.rowsPerSecond() > 0;
    this.sampler = new DriftSampler(configuration.rowsPerSecond(), System::nanoTime);
    if (wanted) {
      watchLoaded();
      models.afterEachLook(this::watchLoaded);
    }
  }

  /** Returns the index of the row of an answer to {@link #count}; negative for none. */
  public int sample(int rows) {
    return watched.isEmpty() ? DriftSampler.NO_ROW : sampler.row(rows);
  }

  /**
   * Counts a row that a model scored.
   *
   * @param model {@code name@version}
   */
  public void count(String model, FeatureRow row, double score) {
    ModelDrift drift = watched.get(model);
    if (drift != null) {
      drift.add(clock.millis(), row, score);
    }
  }

  /** Watches the models that are loaded now, and forgets the others. */
  private synchronized void watchLoaded() {
    Map<String, ModelDrift> now = new HashMap<>();
    for (ServedModel model : models.current().all()) {
      ModelDrift before = watched.get(model.id());
      if (before != null && before.model() == model) {
        now.put(model.id(), before);
      } else {
        watch(model).ifPresent(drift -> now.put(model.id(), drift));
      }
    }
    Map<String, ModelDrift> old = watched;
    watched = Map.copyOf(now);
    old.forEach(
        (id, drift) -> {
          if (now.get(id) != drift) {
            meters.remove(id).forEach(registry::remove);
          }
        });
    now.forEach(
        (id, drift) -> {
          if (old.get(id) != drift) {
            meters.put(id, register(id, drift));
          }
        });
  }

  private static Optional<ModelDrift> watch(ServedModel model) {
    try {
      return Reference.of(model.onnx())
          .map(reference -> new ModelDrift(model, reference, System::nanoTime));
    } catch (ModelException e) {
      LOG.warn("the drift of model {} is not watched: {}", model.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private List<Meter> register(String id, ModelDrift drift) {
    List<Meter> all = new ArrayList<>();
    all.add(
        FunctionCounter.builder("twinstream.drift.rows", drift, ModelDrift::rows)
            .description("Scored rows that are summarized to watch for drift.")
            .tag("model", id)
            .register(registry));
    List<String> columns = drift.columns();
    if (columns.size() > MOST_COLUMNS) {
      LOG.warn(
          "model {} has {} columns; the first {} have metrics of drift, 'twinstream drift' reports"
              + " all",
          id,
          columns.size(),
          MOST_COLUMNS);
      columns = columns.subList(0, MOST_COLUMNS);
    }
    for (String column : columns) {
      String label = column.equals(Reference.score(id)) ? "score" : column;
      for (Window window : Window.values()) {
        all.add(
            gauge(
                "twinstream.drift.psi",
                "The population stability index of a window against the training rows.",
                new Figure(drift, window, column, Figures::psi),
                label));
        all.add(
            gauge(
                "twinstream.drift.psi.noise",
                "The index that a window without drift exceeds once in a million.",
                new Figure(drift, window, column, Figures::noise),
                label));
        all.add(
            gauge(
                "twinstream.drift.missing.share",
                "The share of rows of a window without a value.",
                new Figure(drift, window, column, Figures::missingShare),
                label));
      }
    }
    return all;
  }

  /** One figure. */
  private record Figure(
      ModelDrift drift, Window window, String column, ToDoubleFunction<Figures> of) {
    double value() {
      return drift.figure(window, column, of);
    }
  }

  private Meter gauge(String name, String description, Figure figure, String label) {
    return Gauge.builder(name, figure, Figure::value)
        .strongReference(true)
        .description(description)
        .tag("model", figure.drift().model().id())
        .tag("column", label)
        .tag("window", figure.window().name().toLowerCase(Locale.ROOT))
        .register(registry);
  }
}
