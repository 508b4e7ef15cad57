package io.twinstream.offline.models.learning;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.offline.models.onnx.OnnxGraph;
import io.twinstream.offline.models.onnx.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tests that ONNX Runtime returns the scores of the trainer. */
class ExportTest {
  private static final LabelledRows ROWS = Fixtures.random(3_000, 5);
  private static final BoostedTrees TREES =
      new BoostedTrees(60, Map.of("max_depth", 5.0, "eta", 0.3, "subsample", 0.7));

  private static byte[] export(Learned learned, Calibration calibration) {
    OnnxGraph graph = new OnnxGraph(ROWS.width());
    String margin = learned.addTo(graph);
    ModelCard card =
        new ModelCard("m", "1", "s@1", ROWS.features(), "0".repeat(16), OptionalDouble.empty());
    return graph.probability(
        graph.affine(margin, calibration.slope(), calibration.offset()), card.metadata());
  }

  private static void assertSameScores(
      Learned learned, Calibration calibration, LabelledRows rows) {
    int[] all = Fixtures.all(rows);
    double[] margins = learned.margins(rows, all);
    try (OnnxModel model = OnnxModel.load(export(learned, calibration))) {
      double[] scores = model.score(rows.values());
      for (int i = 0; i < scores.length; i++) {
        double expected = Logistic.probability(calibration.margin(margins[i]));
        assertThat("row " + i, scores[i], closeTo(expected, 1e-6));
      }
      float[] one = rows.values(new int[] {7});
      assertThat("alone and in a batch", model.score(one)[0], is(scores[7]));
    }
  }

  @Test
  void ofLogisticRegressionWithNulls() {
    Learned learned = new LogisticRegression(1).learn(ROWS, Fixtures.all(ROWS), 2, 1);
    assertSameScores(learned, Calibration.NONE, ROWS);
    assertSameScores(learned, new Calibration(0.7, -1.5), ROWS);
  }

  @Test
  void ofTreesWithNulls() {
    Learned learned = TREES.learn(ROWS, Fixtures.all(ROWS), 1, 1);
    assertSameScores(learned, Calibration.NONE, ROWS);
    assertSameScores(learned, new Calibration(1.2, 0.25), ROWS);
  }

  /** Every threshold of every tree, and the floats next to it, and null. */
  @Test
  void ofTreesAtTheirThresholds() {
    BoostedTrees.Boosted learned =
        (BoostedTrees.Boosted) TREES.learn(ROWS, Fixtures.all(ROWS), 1, 1);
    List<Float> values = new ArrayList<>();
    float[] typical = ROWS.values(new int[] {3});
    for (int feature = 0; feature < ROWS.width(); feature++) {
      for (float at : thresholds(learned.trees(), feature)) {
        for (float value : new float[] {Math.nextDown(at), at, Math.nextUp(at), Float.NaN}) {
          for (int j = 0; j < ROWS.width(); j++) {
            values.add(j == feature ? value : typical[j]);
          }
        }
      }
    }
    float[] row = new float[values.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = values.get(i);
    }
    LabelledRows edges = Fixtures.of(ROWS.features(), row);
    assertThat(edges.size(), greaterThan(1_000));
    assertSameScores(learned, Calibration.NONE, edges);
    double[] margins = learned.margins(edges, Fixtures.all(edges));
    int moved = 0;
    for (int i = 0; i < margins.length; i += 4) {
      assertThat("a row at a threshold goes right", margins[i + 1], is(margins[i + 2]));
      moved += margins[i] != margins[i + 1] ? 1 : 0;
    }
    assertThat("thresholds at which the score changes", moved, greaterThan(100));
  }

  private static TreeSet<Float> thresholds(List<Tree> trees, int feature) {
    TreeSet<Float> found = new TreeSet<>();
    for (Tree tree : trees) {
      for (int i = 0; i < tree.feature().length; i++) {
        if (tree.left()[i] >= 0 && tree.feature()[i] == feature) {
          found.add(tree.value()[i]);
        }
      }
    }
    return found;
  }

  @Test
  void sameRowsAndSeedGiveTheSameBytes() {
    byte[] once = export(TREES.learn(ROWS, Fixtures.all(ROWS), 1, 42), Calibration.NONE);
    byte[] again = export(TREES.learn(ROWS, Fixtures.all(ROWS), 1, 42), Calibration.NONE);
    byte[] other = export(TREES.learn(ROWS, Fixtures.all(ROWS), 1, 43), Calibration.NONE);
    assertThat(again, is(once));
    assertThat(java.util.Arrays.equals(other, once), is(false));
  }
}
