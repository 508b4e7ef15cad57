package io.twinstream.features.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.MapValue;
import io.twinstream.features.text.Problems;
import io.twinstream.features.yaml.YamlNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpectedValueTest {
  @Test
  void listsAndMappingsAreComparedByTheirParts() {
    FeatureRow row =
        new FeatureRow(
            List.of(FeatureType.array(FeatureType.DOUBLE), FeatureType.map(FeatureType.LONG)));
    row.setArray(0, ArrayValue.of(FeatureType.DOUBLE, Arrays.asList(1.5, null)));
    row.setMap(1, MapValue.builder(FeatureType.LONG).putBits("a", 1).build());
    Object array = row.plain(0);
    assertThat(expected("[1.50, null]").equal(array), is(true));
    assertThat(expected("[1.5]").equal(array), is(false));
    assertThat(expected("[1.5, 0]").equal(array), is(false));
    assertThat(expected("1.5").equal(array), is(false));
    Object map = row.plain(1);
    assertThat(expected("{values: {a: 1}}").equal(map), is(true));
    assertThat(expected("{values: {a: 1}, other: null, exact: true}").equal(map), is(true));
    assertThat(expected("{values: {a: 1}, exact: false}").equal(map), is(false));
    assertThat(expected("{values: {a: 2}}").equal(map), is(false));
    assertThat(expected("{values: {a: 1, b: 1}}").equal(map), is(false));
    assertThat(expected("{}").equal(map), is(false));
  }

  @Test
  void aRecordMayHaveObjectsAndArrays() {
    YamlNode event = node("{a: {b: [1, 'x', null]}, source: s}");
    assertThat(JsonText.of(event, Set.of("source")), is("{\"a\":{\"b\":[1,\"x\",null]}}"));
  }

  private static ExpectedValue expected(String yaml) {
    return ExpectedValue.of(node("v: " + yaml).get("v").orElseThrow());
  }

  private static YamlNode node(String yaml) {
    return YamlNode.read("test.yaml", yaml, new Problems()).orElseThrow();
  }
}
