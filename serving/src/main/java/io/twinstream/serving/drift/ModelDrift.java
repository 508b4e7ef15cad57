package io.twinstream.serving.drift;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.offline.models.ModelInputs;
import io.twinstream.offline.models.drift.DriftWatch;
import io.twinstream.offline.models.drift.DriftWatch.Figures;
import io.twinstream.offline.models.drift.DriftWatch.Window;
import io.twinstream.offline.models.drift.Reference;
import io.twinstream.offline.models.drift.Summary;
import io.twinstream.serving.model.ServedModel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** The watch of one loaded model, and its figures. They are computed when they are read. */
final class ModelDrift {
  private static final long FRESH_NANOS = 10_000_000_000L;

  private final ServedModel model;
  private final DriftWatch watch;
  private final int width;
  private final List<String> columns;
  private final LongSupplier nanoTime;
  private Map<Window, Map<String, Figures>> figures = Map.of();
  private long computedAt;
  private long computedRows = -1;

  ModelDrift(ServedModel model, Summary reference, LongSupplier nanoTime) {
    String score = Reference.score(model.id());
    List<String> inputs = model.onnx().card().features();
    this.model = model;
    this.width = inputs.size();
    this.watch = new DriftWatch(reference, inputs, score);
    this.nanoTime = nanoTime;
    List<String> both = new ArrayList<>(inputs);
    both.add(score);
    both.retainAll(reference.columns().keySet());
    this.columns = List.copyOf(both);
  }

  ServedModel model() {
    return model;
  }

  /** Returns the columns that have figures: the inputs in order, then the score. */
  List<String> columns() {
    return columns;
  }

  /** Counts a served row. */
  void add(long at, FeatureRow row, double score) {
    watch.add(at, ModelInputs.of(row, width), score);
  }

  long rows() {
    return watch.rows();
  }

  /** Returns a figure of a column; NaN if its window cannot be compared yet. */
  double figure(Window window, String column, ToDoubleFunction<Figures> of) {
    Figures found = figures().get(window).get(column);
    return found == null ? Double.NaN : of.applyAsDouble(found);
  }

  private synchronized Map<Window, Map<String, Figures>> figures() {
    long rows = watch.rows();
    long now = nanoTime.getAsLong();
    if (computedRows < 0 || (rows != computedRows && now - computedAt >= FRESH_NANOS)) {
      Map<Window, Map<String, Figures>> all = new EnumMap<>(Window.class);
      for (Window window : Window.values()) {
        all.put(window, watch.figures(window));
      }
      figures = all;
      computedAt = now;
      computedRows = rows;
    }
    return figures;
  }
}
