package io.twinstream.serving.reading;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.testkit.RequestText;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.RequestFields.Numeral;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Request fields that are arrays and bytes. */
final class RequestFieldsTest {
  private static final Project PROJECT =
      Definitions.parse(
          Map.of(
              "shop.yaml",
              """
              project: shop
              services:
                buy@1:
                  request: {tags: array(string), v: "array(decimal(1), 2)", times: array(timestamp), blob: bytes}
                  features: [request.tags, request.v, request.times, request.blob]
              """));
  private static final CompiledService SERVICE =
      CompiledService.of(PROJECT, PROJECT.service("buy@1"));

  @Test
  void arraysAreReadAsThoseOfEvents() {
    FeatureRow row =
        RequestFields.of(
            SERVICE,
            Map.of(
                "tags", Arrays.asList("a", new Numeral("7"), null, ""),
                "v", List.of(new Numeral("0.5"), new Numeral("-0.0")),
                "times", List.of("1970-01-01T00:00:01Z", new Numeral("5")),
                "blob", "/+8="));
    assertThat(
        row,
        is(
            RequestText.row(
                SERVICE,
                """
                {"tags": ["a", 7, null, ""], "v": [0.5, -0.0], "times": ["1970-01-01T00:00:01Z", 5],
                 "blob": "/+8="}\
                """)));
    assertThat(row.array(0).toString(), is("[\"a\",\"7\",null,null]"));
  }

  @Test
  void valuesOfOtherShapesAreRefused() {
    assertThat(
        refusal("tags", "a"),
        containsString("request field 'tags' must be an array(string), not 'a'"));
    assertThat(refusal("tags", List.of(true)), containsString("not '[true]'"));
    assertThat(
        refusal("v", List.of(new Numeral("1"))),
        containsString("must be an array(decimal(1), 2), not '[1]'"));
    assertThat(refusal("v", Arrays.asList("1", null)), containsString("'[1, null]'"));
    assertThat(refusal("v", List.of("1", "1.55")), containsString("'[1, 1.55]'"));
    assertThat(refusal("blob", "/+8"), containsString("must be a bytes, not '/+8'"));
    assertThat(refusal("blob", List.of()), containsString("must be a bytes, not '[]'"));
  }

  private static String refusal(String field, Object value) {
    return assertThrows(
            ProblemException.class, () -> RequestFields.of(SERVICE, Map.of(field, value)))
        .getMessage();
  }
}
