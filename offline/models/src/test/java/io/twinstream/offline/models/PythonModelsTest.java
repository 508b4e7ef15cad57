package io.twinstream.offline.models;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.offline.models.onnx.OnnxMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests files from scikit-learn and XGBoost, created as in {@code python/README.md}. */
class PythonModelsTest {
  private static final float[] ROWS = {10, 0, 0, 100, 2, 1, 250.5f, 7, 0};
  private static final ModelCard CARD =
      new ModelCard(
          "shop",
          "7",
          "fraud@1",
          List.of("amount", "count_1h", "night"),
          "0123456789abcdef",
          OptionalDouble.of(0.5));

  private static byte[] file(String name) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/python", name));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "logistic.onnx, 3.105103605747627e-05, 0.8849535972071245, 0.9999999952211163",
    "zipmap.onnx, 3.105103605747627e-05, 0.8849535972071245, 0.9999999952211163",
    "xgboost.onnx, 0.06472019851207733, 0.7090641260147095, 0.7339543700218201"
  })
  void givesPythonsProbabilities(String name, double first, double second, double third)
      throws IOException {
    byte[] stamped = OnnxMetadata.replace(file(name), CARD.metadata());
    try (OnnxModel model = OnnxModel.load(stamped)) {
      double[] scores = model.score(ROWS);
      assertThat(scores[0], closeTo(first, 1e-6));
      assertThat(scores[1], closeTo(second, 1e-6));
      assertThat(scores[2], closeTo(third, 1e-6));
    }
  }

  @Test
  void stampingReplacesWhatTheFileSaid() throws IOException {
    byte[] original = file("logistic.onnx");
    try (OnnxModel model = OnnxModel.load(original)) {
      assertThat(model.card(), is(CARD));
    }
    assertThat(OnnxMetadata.replace(original, Map.of()), is(original));
    byte[] once = OnnxMetadata.replace(original, Map.of(ModelCard.VERSION, "8"));
    assertThat(OnnxMetadata.replace(once, Map.of(ModelCard.VERSION, "8")), is(once));
    try (OnnxModel model = OnnxModel.load(once)) {
      assertThat(model.card().id(), is("shop@8"));
    }
  }

  @Test
  void aFileThatSaysNothingIsRefused() throws IOException {
    byte[] silent = file("xgboost.onnx");
    String message = assertThrows(ModelException.class, () -> OnnxModel.load(silent)).getMessage();
    assertThat(message, containsString("model stamp"));
  }

  @Test
  void stampingRefusesOtherFiles() {
    byte[] text = "this is not a model".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThrows(IllegalArgumentException.class, () -> OnnxMetadata.replace(text, Map.of()));
    byte[] cut = {0x3a, 0x7f, 1};
    assertThrows(IllegalArgumentException.class, () -> OnnxMetadata.replace(cut, Map.of()));
  }
}
