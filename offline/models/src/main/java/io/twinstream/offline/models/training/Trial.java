package io.twinstream.offline.models.training;

import io.twinstream.offline.models.evaluation.Evaluation;
import io.twinstream.offline.models.learning.LabelledRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The result of one choice of parameters in prequential validation: the model is trained and
 * evaluated several times on periods before the test, without any row of the test.
 *
 * @param parameters all of them
 * @param means of the metrics over the trials
 */
public record Trial(Map<String, Double> parameters, Map<String, Double> means) {
  /** Orders by average precision, the greatest first; equal ones keep their order. */
  public static final Comparator<Trial> BEST_FIRST =
      Comparator.comparingDouble(
              (Trial trial) -> trial.means().getOrDefault(Evaluation.AVERAGE_PRECISION, 0.0))
          .reversed();

  /**
   * Tries all combinations of the values.
   *
   * @param grid the values of each parameter that is varied
   * @param folds the number of validation splits, see {@link TimeSplit#validation}
   * @param watcher receives each trial when it is done
   * @return a trial for each combination, in the order of the grid
   */
  public static List<Trial> all(
      LabelledRows rows,
      TimeSplit split,
      Recipe recipe,
      Map<String, List<Double>> grid,
      int folds,
      int k,
      Consumer<Trial> watcher) {
    List<Trial> trials = new ArrayList<>();
    for (Map<String, Double> choice : combinations(grid)) {
      Recipe tried = recipe.with(recipe.kind().parameters(choice)).uncalibrated();
      Map<String, Double> sums = new LinkedHashMap<>();
      for (int fold = 1; fold <= folds; fold++) {
        Split part = split.validation(fold).of(rows);
        Fit fit = Fit.of(rows, part.train(), tried);
        Evaluation evaluation =
            Evaluation.of(rows, part.test(), fit.probabilities(rows, part.test()), k);
        evaluation.metrics().forEach((name, value) -> sums.merge(name, value / folds, Double::sum));
      }
      Trial trial = new Trial(new TreeMap<>(tried.parameters()), sums);
      watcher.accept(trial);
      trials.add(trial);
    }
    return trials;
  }

  /**
   * Returns all choices of one value per parameter; one empty choice if there are no parameters.
   */
  static List<Map<String, Double>> combinations(Map<String, List<Double>> grid) {
    List<Map<String, Double>> all = List.of(Map.of());
    for (Map.Entry<String, List<Double>> axis : grid.entrySet()) {
      List<Map<String, Double>> longer = new ArrayList<>();
      for (Map<String, Double> choice : all) {
        for (double value : axis.getValue()) {
          Map<String, Double> one = new LinkedHashMap<>(choice);
          one.put(axis.getKey(), value);
          longer.add(one);
        }
      }
      all = longer;
    }
    return all;
  }
}
