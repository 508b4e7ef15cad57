package io.twinstream.serving.feature;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.serving.feature.Fixture.Payment;
import io.twinstream.stores.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that answers tell values that are not known from those of no events. */
final class InexactTest {
  private static final String AGGREGATION =
      "{name: last_user, function: last, field: user_id, windows: 7d}";
  private static final String MODE =
      "{name: favourite, function: mode, field: user_id, windows: 7d, cap: 2}";

  @TempDir Path folder;

  @Test
  void featuresWhoseValuesAreNotKnownAreNamed() throws Exception {
    String own = Files.readString(Fixture.definitions());
    Path changed =
        Files.writeString(
            folder.resolve("mode.yaml"),
            own.replace(AGGREGATION, MODE + "\n      - " + AGGREGATION));
    try (Fixture fixture = new Fixture(new MemoryStore(() -> Fixture.NOW), Map.of(), changed)) {
      fixture.store("card_spend@1", "few", of("anna"), of("bob"), of("bob"));
      fixture.store("card_spend@1", "many", of("anna"), of("bob"), of("carl"));
      Http http = new Http(fixture.server.getURI());

      JsonNode few = http.get("/features/card/few").json();
      assertThat(few.at("/features/favourite").asText(), is("bob"));
      assertThat(few.at("/metadata").has("inexact"), is(false));

      JsonNode many = http.get("/features/card/many?features=count_24h,favourite").json();
      assertThat(many.at("/features/count_24h").asInt(), is(3));
      assertThat(many.at("/features/favourite").isNull(), is(true));
      assertThat(many.at("/metadata/inexact").toString(), is("[\"favourite\"]"));
      assertThat(many.at("/metadata/views/card_spend@1/status").asText(), is("PRESENT"));

      JsonNode without = http.get("/features/card/many?features=count_24h").json();
      assertThat(without.at("/metadata").has("inexact"), is(false));

      Map<String, Object> batch =
          Map.of(
              "features",
              List.of("favourite", "count_24h"),
              "rows",
              List.of(row("many"), row("few"), row("none"), row("many")));
      JsonNode columns = json(fixture.client().columns(batch));
      assertThat(columns.at("/features/favourite").toString(), is("[null,\"bob\",null,null]"));
      assertThat(columns.at("/metadata/inexact").toString(), is("{\"favourite\":[0,3]}"));
    }
  }

  private static Map<String, Object> row(String card) {
    return Map.of("entities", Map.of("card", card));
  }

  private static Payment of(String user) {
    Instant at = Fixture.NOW.minus(Duration.ofMinutes(2));
    return new Payment(at, "1.00", user);
  }

  private static JsonNode json(Object answer) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    return mapper.readTree(
        answer instanceof String text ? text : mapper.writeValueAsString(answer));
  }
}
