package io.twinstream.offline.models;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceFitTest {
  private static final String YAML =
      """
      project: shop
      sources:
        payments:
          topic: shop.payments
          event_time: time
          fields: {card: string, amount: decimal(2), time: timestamp}
      entities: {card: {key: card}}
      views:
        spend@1:
          entity: card
          source: payments
          aggregations:
            - {name: "count_{window}", function: count, windows: [1h, 24h]}
            - {name: sum_1h, function: sum, field: amount, windows: 1h}
            - {name: last_time, function: last, field: time, windows: 1h}
      services:
        fraud@1: {features: [count_1h, count_24h, sum_1h]}
        late@1: {features: [count_1h, last_time]}
      """;

  @TempDir Path folder;
  private CompiledService fraud;

  @BeforeEach
  void load() throws IOException {
    fraud = service(YAML, "fraud@1");
  }

  @Test
  void whatItWasTrainedOnFits() {
    ServiceFit.require(card("fraud@1", fraud.names(), fraud.fingerprint()), "fraud@1", fraud);
  }

  @Test
  void differencesAreShown() throws IOException {
    String print = fraud.fingerprint();
    assertThat(
        refusal(card("other@2", fraud.names(), print), "fraud@1", fraud),
        containsString("trained for service other@2, not for fraud@1"));
    assertThat(
        refusal(card("fraud@1", List.of("count_1h", "mean_1h", "sum_1h"), print), "fraud@1", fraud),
        containsString(
            "reads mean_1h, which fraud@1 does not have; it does not read count_24h, which"));
    assertThat(
        refusal(
            card("fraud@1", List.of("count_1h", "sum_1h", "count_24h"), print), "fraud@1", fraud),
        containsString("column 1 is sum_1h, fraud@1 has count_24h there"));
    CompiledService other =
        service(
            YAML.replace("name: sum_1h, function: sum", "name: sum_1h, function: max"), "fraud@1");
    assertThat(
        refusal(card("fraud@1", fraud.names(), print), "fraud@1", other),
        containsString("trained on fingerprint " + print + ", served is " + other.fingerprint()));
    CompiledService late = service(YAML, "late@1");
    assertThat(
        refusal(card("late@1", late.names(), late.fingerprint()), "late@1", late),
        containsString("feature 'last_time' of late@1 is a timestamp"));
  }

  private static String refusal(ModelCard card, String id, CompiledService service) {
    return assertThrows(ModelException.class, () -> ServiceFit.require(card, id, service))
        .getMessage();
  }

  private static ModelCard card(String service, List<String> features, String fingerprint) {
    return new ModelCard("m", "1", service, features, fingerprint, OptionalDouble.empty());
  }

  private CompiledService service(String yaml, String id) throws IOException {
    Path file = folder.resolve("shop.yaml");
    Files.writeString(file, yaml);
    Project project = Definitions.load(file);
    return CompiledService.of(project, project.service(id));
  }
}
