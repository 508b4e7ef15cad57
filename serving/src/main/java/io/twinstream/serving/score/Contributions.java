package io.twinstream.serving.score;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.score.Scored.Reason;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Computes contributions to a score, for any kind of model: how much the score changes if one
 * feature takes the value of an entity without events. Needs one more run of the model, with a row
 * per feature.
 */
@Singleton
final class Contributions {
  static final int MAX_REASONS = 5;

  /** The largest contributions to the score of a row. */
  List<Reason> of(OnnxModel model, FeatureList list, FeatureRow row, double score) {
    FeatureRow base = list.neverSeen();
    List<FeatureRow> others = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      others.add(with(row, i, base));
    }
    double[] scores = model.score(others);
    List<String> names = list.compiled().names();
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      double effect = score - scores[i];
      if (Double.isFinite(effect) && effect != 0) {
        reasons.add(new Reason(names.get(i), effect));
      }
    }
    reasons.sort(Comparator.comparingDouble(reason -> -Math.abs(reason.effect())));
    return List.copyOf(reasons.subList(0, Math.min(MAX_REASONS, reasons.size())));
  }

  private static FeatureRow with(FeatureRow row, int changed, FeatureRow base) {
    List<FeatureType> types = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      types.add(row.type(i));
    }
    FeatureRow other = new FeatureRow(types);
    for (int i = 0; i < row.size(); i++) {
      other.set(i, i == changed ? base : row, i);
    }
    return other;
  }
}
