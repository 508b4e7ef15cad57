package io.twinstream.offline.models;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ModelInputsTest {
  private static final List<FeatureType> TYPES =
      List.of(
          FeatureType.LONG,
          FeatureType.array(FeatureType.DOUBLE, 3),
          FeatureType.array(FeatureType.BOOLEAN, 1));
  private static final List<String> NAMES =
      ModelInputs.names(List.of("count", "last", "flags"), TYPES);

  @Test
  void anArrayIsAsManyInputsAsItsDeclaredLength() {
    assertThat(NAMES, contains("count", "last[0]", "last[1]", "last[2]", "flags[0]"));
    assertThat(
        ModelInputs.sql("last[2]", List.of("count", "last")), containsString("\"last\", 3)"));
    assertThat(ModelInputs.sql("a[2]", List.of("a[2]")), is("CAST(\"a[2]\" AS DOUBLE)"));
    assertThat(ModelInputs.column("last[2]", List.of("last")), is("last"));
  }

  @Test
  void aModelReadsTheElementsAndNaNForThoseThatAreMissing() {
    ModelCard card =
        new ModelCard("m", "1", "s@1", NAMES, "0123456789abcdef", OptionalDouble.empty());
    FeatureRow row = new FeatureRow(TYPES);
    row.setBits(0, 1);
    row.setArray(1, ArrayValue.of(FeatureType.DOUBLE, Arrays.asList(0.5, null)));
    row.setArray(2, ArrayValue.of(FeatureType.BOOLEAN, List.of(true)));
    try (OnnxModel model = OnnxModel.load(OnnxBytes.logistic(card, 0f, 1f, 2f, 4f, 8f, 16f))) {
      // The model takes 0 for NaN.
      double[] scores = model.score(List.of(row, new FeatureRow(TYPES)));
      assertThat(scores[0], closeTo(1 / (1 + Math.exp(-(1 + 2 * 0.5 + 16))), 1e-6));
      assertThat(scores[1], closeTo(0.5, 1e-6));
      float nan = Float.NaN;
      assertThat(model.score(new float[] {1, 0.5f, nan, nan, 1})[0], is(scores[0]));
    }
  }

  @Test
  void whatAModelCannotReadIsRefusedWithWhatToDo() {
    assertThat(ModelInputs.refusal(FeatureType.array(FeatureType.LONG, 2)), is(Optional.empty()));
    assertThat(
        refusal(FeatureType.array(FeatureType.LONG)), containsString("length is not declared"));
    assertThat(
        refusal(FeatureType.array(FeatureType.STRING, 2)), containsString("derive numbers from"));
    assertThat(
        refusal(FeatureType.map(FeatureType.LONG)), containsString("a number for each category"));
    assertThat(refusal(FeatureType.BYTES), containsString("leave it out"));
  }

  private static String refusal(FeatureType type) {
    return ModelInputs.refusal(type).orElseThrow();
  }
}
