package io.twinstream.serving.feature;

import static io.twinstream.serving.PageExamples.output;
import static io.twinstream.serving.PageExamples.runs;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.twinstream.serving.PageExamples;
import io.twinstream.serving.feature.Fixture.Payment;
import io.twinstream.stores.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests the examples of CLIENTS.md unchanged. */
final class FeatureExamplesTest {
  private static Fixture fixture;
  private static PageExamples page;

  @BeforeAll
  static void start() throws Exception {
    fixture = new Fixture(new MemoryStore(() -> Fixture.NOW));
    fixture.store("card_spend@1", "4711", Payment.ago(Duration.ofMinutes(2), "10.25"));
    page = new PageExamples("CLIENTS.md", fixture.server);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void curl() throws Exception {
    assumeTrue(runs("curl", "--version"), "curl is not here");
    List<String> blocks = page.blocks("bash");
    assertThat(blocks, hasSize(4));
    for (String block : blocks) {
      assertThat(block, output("bash", "-c", block), containsString("\"count_5m\":"));
    }
    assertThat(output("bash", "-c", blocks.get(2)), containsString("\"count_5m\":[1,0]"));
    assertThat(output("bash", "-c", blocks.get(3)), containsString("{\"card\":\"a/b:é\"}"));
  }

  @Test
  void python() throws Exception {
    assumeTrue(runs("python3", "-c", "import requests"), "Python's requests are not here");
    List<String> blocks = page.blocks("python");
    assertThat(blocks, hasSize(1));
    List<String> lines = output("python3", "-c", blocks.get(0)).lines().toList();
    assertThat(lines.subList(0, 2), contains("4711 1 PRESENT", "4712 0 MISSING"));
    assertThat(lines.get(2), containsString("404 no feature 'count_5n'"));
    assertThat(lines.get(2), containsString("count_5m"));
  }

  @Test
  void java() throws Exception {
    assertThat(
        PageExamples.source(FeaturesClient.class), containsString(page.blocks("java").get(0)));
    Map<String, Object> address =
        Map.of("micronaut.http.services.features.url", fixture.server.getURI().toString());
    try (ApplicationContext application = ApplicationContext.builder(address).build().start()) {
      FeaturesClient client = application.getBean(FeaturesClient.class);
      FeaturesClient.Features one = client.features("card", "4711", "count_5m", null);
      assertThat(one.features(), is(Map.of("count_5m", 1)));
      assertThat(one.metadata().views().get("card_spend@1").age_ms(), is(120_000L));
      Map<String, String> entities = Map.of("card", "4711", "user", "anna");
      FeaturesClient.Features online =
          client.online(new FeaturesClient.Question("fraud@1", entities, Map.of("amount", 20.5)));
      assertThat(online.features().get("amount_vs_mean"), is(2.0));
      FeaturesClient.Batch batch =
          client.batch(
              new FeaturesClient.Questions(
                  "fraud@1", List.of(new FeaturesClient.Row(entities, Map.of()))));
      assertThat(batch.results().get(0).features().get("count_24h"), is(1));
      assertThat(client.features("cart", "4711", null, null), is(nullValue()));
      FeaturesClient.Question misspelt =
          new FeaturesClient.Question("fraud@1", entities, Map.of("amonut", 20.5));
      HttpClientResponseException wrong =
          assertThrows(HttpClientResponseException.class, () -> client.online(misspelt));
      assertThat(wrong.getStatus().getCode(), is(400));
      assertThat(
          wrong.getResponse().getBody(String.class).orElseThrow(), containsString("did you mean"));
    }
  }
}
