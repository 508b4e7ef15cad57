package io.twinstream.serving.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.MapValue;
import io.twinstream.features.row.RowsOfAllTypes;
import io.twinstream.features.row.ValueJson;
import io.twinstream.serving.json.JsonBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void arraysAndMapsAreArraysAndObjects() {
    FeatureRow row =
        new FeatureRow(
            List.of(FeatureType.array(FeatureType.DOUBLE), FeatureType.map(FeatureType.LONG)));
    row.setArray(0, ArrayValue.of(FeatureType.DOUBLE, Arrays.asList(0.1, null)));
    row.setMap(
        1, MapValue.builder(FeatureType.LONG).putBits("b", 2).putBits("a", 1).other(5).build());
    assertThat(json(row, 0), is("[0.1,null]"));
    assertThat(json(row, 1), is("{\"values\":{\"a\":1,\"b\":2},\"other\":5,\"exact\":true}"));
  }

  @Test
  void everyValueIsTheOneThatOtherReadersSee() throws Exception {
    for (FeatureRow row : RowsOfAllTypes.some(100, 4)) {
      for (int i = 0; i < row.size(); i++) {
        JsonNode written = MAPPER.readTree(json(row, i));
        assertThat(written, is(MAPPER.readTree(MAPPER.writeValueAsBytes(row.plain(i)))));
        if (!row.isNull(i) && row.type(i).kind() == FeatureType.Kind.ARRAY) {
          assertThat(ValueJson.array(row.type(i).element(), json(row, i)), is(row.array(i)));
        } else if (!row.isNull(i) && row.type(i).kind() == FeatureType.Kind.MAP) {
          assertThat(ValueJson.map(row.type(i).element(), json(row, i)), is(row.map(i)));
        }
      }
    }
  }

  private static String json(FeatureRow row, int feature) {
    JsonBuffer out = JsonBuffer.ofThread();
    ListJson.value(out, row, feature);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }
}
