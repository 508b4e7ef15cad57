package io.twinstream.offline.models;

import static io.twinstream.offline.models.OnnxBytes.DOUBLE;
import static io.twinstream.offline.models.OnnxBytes.FLOAT;
import static io.twinstream.offline.models.OnnxBytes.INT64;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class OnnxModelTest {
  private static final ModelCard CARD =
      new ModelCard(
          "fraud_lr", "3", "fraud@1", List.of("a", "b"), "0123456789abcdef", OptionalDouble.of(.5));

  @Test
  void scoresRowsInTheirOrderAndNullsAreNaN() {
    try (OnnxModel model = OnnxModel.load(OnnxBytes.logistic(CARD, -1f, 0.5f, 2f))) {
      double[] scores = model.score(List.of(row(2.0, true), row(null, true), row(4.0, false)));
      assertThat(scores.length, is(3));
      assertThat(scores[0], closeTo(sigmoid(2), 1e-6));
      assertThat(scores[1], closeTo(sigmoid(1), 1e-6));
      assertThat(scores[2], closeTo(sigmoid(1), 1e-6));
    }
  }

  @Test
  void manyRowsAtOnceAndOneAfterThem() {
    try (OnnxModel model = OnnxModel.load(OnnxBytes.logistic(CARD, 0f, 1f, 0f))) {
      FeatureRow[] rows = new FeatureRow[2_000];
      Arrays.setAll(rows, i -> row(i / 1_000.0, false));
      double[] scores = model.score(List.of(rows));
      assertThat(scores[1_999], closeTo(sigmoid(1.999), 1e-6));
      assertThat(model.score(List.of(rows[7]))[0], is(scores[7]));
    }
  }

  @Test
  void readsItsCardBack() {
    try (OnnxModel model = OnnxModel.load(OnnxBytes.logistic(CARD, 0f, 1f, 1f))) {
      assertThat(model.card(), is(CARD));
    }
  }

  @Test
  void takesTheSecondOfTwoColumnsAndLeavesThePredictedClassAlone() {
    OnnxBytes graph =
        graph()
            .node("Softmax", "x", "probabilities")
            .message(1, OnnxBytes.operator("ArgMax", "x", "label").attribute("axis", 1))
            .message(12, OnnxBytes.tensor("label", INT64, -1, 1))
            .message(12, OnnxBytes.tensor("probabilities", FLOAT, -1, 2));
    assertThat(score(graph, 1.0, 3.0), closeTo(sigmoid(2), 1e-6));
  }

  @Test
  void takesDoublesOfOneDimension() {
    OnnxBytes graph =
        graph()
            .message(1, OnnxBytes.operator("Cast", "x", "wide").attribute("to", DOUBLE))
            .message(1, OnnxBytes.operator("ReduceSum", "wide,axes", "y").attribute("keepdims", 0))
            .message(5, axes())
            .message(12, OnnxBytes.tensor("y", DOUBLE, -1));
    assertThat(score(graph, 1.25, 3.0), is(4.25));
  }

  @Test
  void refusesWhatScoresCannotBeFoundIn() {
    OnnxBytes four =
        graph()
            .message(1, OnnxBytes.operator("Concat", "x,x", "y").attribute("axis", 1))
            .message(12, OnnxBytes.tensor("y", FLOAT, -1, 4));
    assertThat(refusal(four), containsString("the model's classes are 0, 1, 2, 3: declare"));
    OnnxBytes two =
        graph()
            .node("Relu", "x", "y")
            .node("Neg", "x", "z")
            .message(12, OnnxBytes.tensor("y", FLOAT, -1, 2))
            .message(12, OnnxBytes.tensor("z", FLOAT, -1, 2));
    assertThat(refusal(two), containsString("has several, ["));
    OnnxBytes sum =
        graph()
            .message(1, OnnxBytes.operator("ReduceSum", "x", "y"))
            .message(12, OnnxBytes.tensor("y", FLOAT, 1, 1));
    assertThat(refusal(sum), containsString("not one score per row"));
  }

  @Test
  void refusesOtherInputs() {
    OnnxBytes wide =
        new OnnxBytes()
            .text(2, "g")
            .node("Relu", "x", "y")
            .message(11, OnnxBytes.tensor("x", FLOAT, -1, 5))
            .message(12, OnnxBytes.tensor("y", FLOAT, -1, 5));
    assertThat(refusal(wide), containsString("[n, 2]; this one accepts [-1, 5]"));
    OnnxBytes fixed =
        new OnnxBytes()
            .text(2, "g")
            .node("Relu", "x", "y")
            .message(11, OnnxBytes.tensor("x", FLOAT, 1, 2))
            .message(12, OnnxBytes.tensor("y", FLOAT, 1, 2));
    assertThat(refusal(fixed), containsString("this one accepts [1, 2]"));
    OnnxBytes doubles =
        new OnnxBytes()
            .text(2, "g")
            .node("Relu", "x", "y")
            .message(11, OnnxBytes.tensor("x", DOUBLE, -1, 2))
            .message(12, OnnxBytes.tensor("y", DOUBLE, -1, 2));
    assertThat(refusal(doubles), containsString("one input, a float tensor [n, 2]"));
  }

  @Test
  void refusesBytesThatAreNoModelAndModelsThatSayTooLittle() {
    ModelException noise =
        assertThrows(ModelException.class, () -> OnnxModel.load(new byte[] {1, 2, 3}));
    assertThat(noise.getMessage(), containsString("ONNX Runtime"));
    Map<String, String> metadata = new HashMap<>(CARD.metadata());
    metadata.remove(ModelCard.SERVICE);
    metadata.remove(ModelCard.FINGERPRINT);
    ModelException silent = assertThrows(ModelException.class, () -> ModelCard.of(metadata));
    assertThat(
        silent.getMessage(), containsString(ModelCard.SERVICE + ", " + ModelCard.FINGERPRINT));
    metadata.putAll(CARD.metadata());
    metadata.put(ModelCard.FEATURES, "a, b");
    ModelException text = assertThrows(ModelException.class, () -> ModelCard.of(metadata));
    assertThat(text.getMessage(), containsString(ModelCard.FEATURES));
  }

  @Test
  void staysLoadedWhileItIsRetained() {
    OnnxModel model = OnnxModel.load(OnnxBytes.logistic(CARD, 0f, 1f, 0f));
    assertThat(model.retain(), is(true));
    model.close();
    assertThat(model.score(List.of(row(0.0, false)))[0], closeTo(0.5, 1e-6));
    model.close();
    assertThat(model.retain(), is(false));
  }

  private static OnnxBytes graph() {
    return new OnnxBytes().text(2, "g").message(11, OnnxBytes.tensor("x", FLOAT, -1, 2));
  }

  private static OnnxBytes axes() {
    return new OnnxBytes().varint(1, 1).varint(2, INT64).text(8, "axes").varint(7, 1);
  }

  private static double score(OnnxBytes graph, double a, double b) {
    try (OnnxModel model = OnnxModel.load(OnnxBytes.model(graph, CARD.metadata()))) {
      FeatureRow row = new FeatureRow(List.of(FeatureType.DOUBLE, FeatureType.DOUBLE));
      row.setDouble(0, a);
      row.setDouble(1, b);
      return model.score(List.of(row, row, row, row))[3];
    }
  }

  private static String refusal(OnnxBytes graph) {
    byte[] bytes = OnnxBytes.model(graph, CARD.metadata());
    return assertThrows(ModelException.class, () -> OnnxModel.load(bytes)).getMessage();
  }

  private static FeatureRow row(Double a, boolean b) {
    FeatureRow row = new FeatureRow(List.of(FeatureType.DOUBLE, FeatureType.BOOLEAN));
    if (a != null) {
      row.setDouble(0, a);
    }
    row.setBits(1, b ? 1 : 0);
    return row;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
