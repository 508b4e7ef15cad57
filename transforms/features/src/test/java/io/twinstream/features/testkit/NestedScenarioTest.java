package io.twinstream.features.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Features of nested records, with filters and requests that are arrays. */
class NestedScenarioTest {
  private static final Project PROJECT =
      Definitions.parse(
          Map.of(
              "shop.yaml",
              """
              project: shop
              sources:
                orders:
                  event_time: at
                  fields:
                    buyer: {type: string, path: customer.id}
                    at: {type: timestamp, path: meta.at}
                    tags: array(string)
                    prices: {type: array(decimal(2)), path: "items[*].price"}
                    first: {type: decimal(2), path: "items[0].price"}
                    blob: bytes
                    gift: {type: boolean, expression: "'gift' in tags"}
              entities: {buyer: {key: buyer}}
              views:
                buying@1:
                  entity: buyer
                  source: orders
                  aggregations:
                    - {name: gifts, function: count, windows: 1h, where: gift}
                    - {name: tagged, function: count, field: tags, windows: 1h}
                    - {name: signed, function: count, field: blob, windows: 1h}
                    - {name: first_sum, function: sum, field: first, windows: 1h}
                    - {name: large, function: count, windows: 1h, where: "size(prices) > 1 && prices[1] >= 2.5"}
              features:
                asked: "size(request.wanted) + request.v[1]"
              services:
                buy@1:
                  request: {wanted: array(string), v: "array(decimal(1), 2)", tags: array(string)}
                  features: [buying.*, asked, request.v, request.wanted]
              """));

  @Test
  void filtersComputedFieldsAndRequestsReadThem() {
    Instant at = Instant.parse("2026-03-01T10:00:00Z");
    Scenario scenario =
        Scenario.of(PROJECT)
            .add(
                "orders",
                """
                {"customer": {"id": "b"}, "meta": {"at": "2026-03-01T09:30:00Z"}, "blob": "AA==",
                 "tags": ["gift", null], "items": [{"price": 1.5}, {"price": 2.5}]}\
                """)
            .add(
                "orders",
                """
                {"customer": {"id": "b"}, "meta": {"at": "2026-03-01T09:31:00Z"}, "tags": [],
                 "items": [{"price": 2}, {}]}\
                """)
            .add(
                "orders",
                """
                {"customer": {"id": "b"}, "meta": {"at": "2026-03-01T09:32:00Z"}, "items": null}\
                """);
    List<String> features = PROJECT.service("buy@1").features();
    Map<String, Object> found =
        scenario.features(
            at, Map.of("buyer", "b"), "{\"wanted\": [\"x\", null], \"v\": [0.5, 1]}", features);
    assertThat(found.get("gifts"), is(1L));
    assertThat(found.get("tagged"), is(2L));
    assertThat(found.get("signed"), is(1L));
    assertThat(found.get("first_sum"), is(3.5));
    assertThat(found.get("large"), is(1L));
    assertThat(found.get("asked"), is(3.0));
    assertThat(found.get("v"), is(List.of(0.5, 1.0)));
    assertThat(found.get("wanted"), is(Arrays.asList("x", null)));
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> scenario.features(at, Map.of("buyer", "b"), "{\"v\": [1]}", features));
    assertThat(wrong.getMessage(), containsString("1 elements instead of 2"));
  }
}
