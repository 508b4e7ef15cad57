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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which class is scored, on files created as in {@code python/README.md}. */
class ScoredClassTest {
  private static final float[] ROWS = {10, 0, 0, 100, 2, 1, 250.5f, 7, 0};

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "classes_12_map       | 2     | 1, 2          | 0.0000152 | 0.9019043 | 1.0",
        "classes_12_map       | 1     | 1, 2          | 0.9999847 | 0.0980957 | 0.0",
        "classes_12_tensor    | 2     | 1, 2          | 0.0000152 | 0.9019043 | 1.0",
        "classes_12_tensor    | 1     | 1, 2          | 0.9999847 | 0.0980957 | 0.0",
        "classes_text_map     | fraud | fraud, ok     | 0.0000152 | 0.9019044 | 1.0",
        "classes_text_map     | ok    | fraud, ok     | 0.9999847 | 0.0980956 | 0.0",
        "classes_text_bagging | fraud | fraud, ok     | 0.0000241 | 0.8298853 | 1.0",
        "classes_text_bagging | ok    | fraud, ok     | 0.9999759 | 0.1701147 | 0.0",
        "classes_text_columns | fraud | fraud, ok     | 0.0000152 | 0.9019044 | 1.0",
        "classes_text_columns | ok    | fraud, ok     | 0.9999847 | 0.0980956 | 0.0",
        "classes_three        | 2     | 0, 1, 2       | 0.0648281 | 0.4103037 | 0.4873981",
        "classes_three        | 0     | 0, 1, 2       | 0.8169708 | 0.3524632 | 0.3349558",
      })
  void declaredClassIsScored(
      String name, String scored, String classes, double first, double second, double third)
      throws IOException {
    try (OnnxModel model = load(name, Optional.of(scored))) {
      double[] scores = model.score(ROWS);
      assertThat(scores[0], closeTo(first, 1e-6));
      assertThat(scores[1], closeTo(second, 1e-6));
      assertThat(scores[2], closeTo(third, 1e-6));
      assertThat(model.positiveClass(), is(Optional.of(scored)));
      assertThat(
          model.scoreMeaning(), is("the probability of class %s of %s".formatted(scored, classes)));
    }
    String refused =
        assertThrows(ModelException.class, () -> load(name, Optional.empty())).getMessage();
    assertThat(refused, containsString("the model's classes are " + classes + ": declare the one"));
    String unknown =
        assertThrows(ModelException.class, () -> load(name, Optional.of("froud"))).getMessage();
    assertThat(unknown, containsString("twinstream.positive_class: no class 'froud'"));
  }

  @ParameterizedTest
  @CsvSource({
    "logistic, '0, 1', 0.8849536",
    "zipmap, '0, 1', 0.8849536",
    "xgboost, '0, 1', 0.7090641",
    "classes_signs, '-1, 1', 0.9019043",
    "classes_signs_columns, '-1, 1', 0.9019043",
  })
  void ofZeroOrMinusOneAndOneItIsOne(String name, String classes, double second)
      throws IOException {
    try (OnnxModel model = load(name, Optional.empty())) {
      assertThat(model.score(ROWS)[1], closeTo(second, 1e-6));
      assertThat(model.scoreMeaning(), is("the probability of class 1 of " + classes));
    }
    try (OnnxModel other = load(name, Optional.of(classes.substring(0, classes.indexOf(','))))) {
      assertThat(other.score(ROWS)[1], closeTo(1 - second, 1e-6));
    }
  }

  @Test
  void columnsOfAModelThatPredictsNoClassAreClassesByNumber() {
    OnnxBytes two =
        new OnnxBytes()
            .text(2, "g")
            .message(11, OnnxBytes.tensor("x", OnnxBytes.FLOAT, -1, 3))
            .message(1, OnnxBytes.operator("ReduceSum", "x", "y").attribute("keepdims", 1))
            .message(1, OnnxBytes.operator("Concat", "x,x", "z").attribute("axis", 1))
            .message(12, OnnxBytes.tensor("z", OnnxBytes.FLOAT, -1, 6));
    Map<String, String> metadata = card(Optional.of("5")).metadata();
    try (OnnxModel model = OnnxModel.load(OnnxBytes.model(two, metadata))) {
      assertThat(model.score(ROWS)[1], is(1.0));
      assertThat(model.scoreMeaning(), is("the probability of class 5 of 0, 1, 2, 3, 4, 5"));
    }
  }

  /** A label that is computed in some other way: which column is which class is not to be seen. */
  @Test
  void columnsOfClassesThatTheFileDoesNotShowAreRefused() {
    OnnxBytes graph =
        new OnnxBytes()
            .text(2, "g")
            .message(11, OnnxBytes.tensor("x", OnnxBytes.FLOAT, -1, 3))
            .message(1, OnnxBytes.operator("Concat", "x,x", "y").attribute("axis", 1))
            .message(1, OnnxBytes.operator("Neg", "number", "label"))
            .message(1, OnnxBytes.operator("ArgMax", "x", "number").attribute("axis", 1))
            .message(12, OnnxBytes.tensor("y", OnnxBytes.FLOAT, -1, 6))
            .message(12, OnnxBytes.tensor("label", OnnxBytes.INT64, -1, 1));
    byte[] bytes = OnnxBytes.model(graph, card(Optional.of("1")).metadata());
    String refused = assertThrows(ModelException.class, () -> OnnxModel.load(bytes)).getMessage();
    assertThat(refused, containsString("output 'y' has 6 columns, and the file does not show"));
  }

  private static ModelCard card(Optional<String> positiveClass) {
    return new ModelCard(
        "shop",
        "7",
        "fraud@1",
        List.of("amount", "count_1h", "night"),
        "0123456789abcdef",
        OptionalDouble.empty(),
        positiveClass);
  }

  private static OnnxModel load(String name, Optional<String> positiveClass) throws IOException {
    Path file = Path.of("src/test/resources/python", name + ".onnx");
    Map<String, String> metadata = new HashMap<>(card(positiveClass).metadata());
    return OnnxModel.load(OnnxMetadata.replace(Files.readAllBytes(file), metadata));
  }
}
