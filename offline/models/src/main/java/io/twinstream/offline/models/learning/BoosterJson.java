package io.twinstream.offline.models.learning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twinstream.offline.models.onnx.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the trees of a booster from XGBoost's JSON model. Its numbers are the shortest text of
 * floats, so they are parsed as floats, without double rounding.
 *
 * @param baseMargin the initial margin of every row
 * @see <a href="https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html">the
 *     format</a>
 */
record BoosterJson(List<Tree> trees, float baseMargin) {
  private static final JsonFactory JSON = new JsonFactory();

  static BoosterJson read(byte[] json) {
    List<Tree> trees = new ArrayList<>();
    float[] baseScore = {0.5f};
    try (JsonParser parser = JSON.createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() != JsonToken.FIELD_NAME) {
          continue;
        }
        if (parser.currentName().equals("base_score")) {
          baseScore[0] = Float.parseFloat(parser.nextTextValue());
        } else if (parser.currentName().equals("trees")) {
          parser.nextToken();
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            trees.add(tree(parser));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("XGBoost's model has an unexpected form", e);
    }
    float odds = 1.0f / baseScore[0] - 1.0f;
    return new BoosterJson(trees, (float) -StrictMath.log(odds));
  }

  private static Tree tree(JsonParser parser) throws IOException {
    Map<String, List<String>> arrays = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        parser.skipChildren();
        continue;
      }
      List<String> values = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        values.add(parser.getText());
      }
      arrays.put(name, values);
    }
    List<String> missing = arrays.get("default_left");
    List<String> texts = arrays.get("split_conditions");
    float[] value = new float[texts.size()];
    boolean[] missingLeft = new boolean[texts.size()];
    for (int i = 0; i < value.length; i++) {
      value[i] = Float.parseFloat(texts.get(i));
      missingLeft[i] = missing.get(i).equals("1") || missing.get(i).equals("true");
    }
    return new Tree(
        whole(arrays.get("split_indices")),
        value,
        whole(arrays.get("left_children")),
        whole(arrays.get("right_children")),
        missingLeft);
  }

  private static int[] whole(List<String> texts) {
    return texts.stream().mapToInt(Integer::parseInt).toArray();
  }
}
