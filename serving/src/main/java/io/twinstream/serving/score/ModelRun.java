package io.twinstream.serving.score;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Runs the models of a request's rows, and keeps them loaded meanwhile. */
final class ModelRun implements AutoCloseable {
  private final ServedModel[] models;
  private final Map<String, ServedModel> retained = new HashMap<>();

  /** Chooses a model for each row; null if it is not loaded, or only rules score. */
  ModelRun(ScoreRequest request, Models loaded) {
    models = new ServedModel[request.rows().size()];
    for (int i = 0; i < models.length; i++) {
      models[i] = request.model(i).map(id -> retain(id, request, loaded)).orElse(null);
    }
  }

  private ServedModel retain(String id, ScoreRequest request, Models loaded) {
    return retained.computeIfAbsent(
        id, name -> loaded.retain(name).filter(model -> fits(model, request)).orElse(null));
  }

  /**
   * Whether a model fits these features, because definitions and models are replaced independently.
   */
  private static boolean fits(ServedModel model, ScoreRequest request) {
    boolean fits = model.onnx().card().fingerprint().equals(request.list().fingerprint());
    if (!fits) {
      model.onnx().close();
    }
    return fits;
  }

  /** The model of a row; null if there is none. */
  ServedModel model(int row) {
    return models[row];
  }

  /**
   * One score per row, NaN without a model; each model is called once.
   *
   * @throws io.twinstream.offline.models.ModelException if a model fails
   */
  double[] scores(List<FeatureRow> rows) {
    if (rows.size() == 1) {
      return models[0] == null ? new double[] {Double.NaN} : models[0].onnx().score(rows);
    }
    double[] scores = new double[rows.size()];
    Arrays.fill(scores, Double.NaN);
    Map<ServedModel, List<Integer>> byModel = new IdentityHashMap<>();
    for (int i = 0; i < models.length; i++) {
      if (models[i] != null) {
        byModel.computeIfAbsent(models[i], model -> new ArrayList<>()).add(i);
      }
    }
    byModel.forEach(
        (model, taken) -> {
          double[] some = model.onnx().score(taken.stream().map(rows::get).toList());
          for (int i = 0; i < some.length; i++) {
            scores[taken.get(i)] = some[i];
          }
        });
    return scores;
  }

  @Override
  public void close() {
    retained.values().forEach(model -> model.onnx().close());
  }
}
