package io.twinstream.serving.feature;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.twinstream.serving.feature.Fixture.Payment;
import io.twinstream.stores.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests two servers with the same store that define one version of a view differently. */
final class TwoDefinitionsTest {
  @TempDir Path folder;

  @Test
  void statesOfAnotherDefinitionAreErrors() throws Exception {
    try (Fixture fixture = new Fixture(new MemoryStore(() -> Fixture.NOW))) {
      fixture.store("card_spend@1", "c", Payment.ago(Duration.ofMinutes(2), "1.50"));
      fixture.store("user_activity@1", "u", Payment.ago(Duration.ofMinutes(2), "1.50"));
      require(fixture, "windows: [5m, 24h]", "windows: [10m, 24h]");
      require(fixture, "field: amount, windows: 24h", "field: terminal_id, windows: 24h");
      require(fixture, "amount: decimal(2)", "amount: decimal(3)");
      require(
          fixture,
          "function: count, windows: [5m",
          "function: count, where: \"amount > 1\", windows: [5m");
    }
  }

  private void require(Fixture fixture, String before, String after) throws Exception {
    String own = Files.readString(Fixture.definitions());
    String changed = own.replaceFirst(java.util.regex.Pattern.quote(before), after);
    assertThat(changed, not(own));
    Path definitions = Files.writeString(folder.resolve("other.yaml"), changed);
    try (ApplicationContext other = fixture.other(definitions)) {
      Http first = new Http(fixture.server.getURI());
      Http second = new Http(other.getBean(EmbeddedServer.class).getURI());
      JsonNode right = first.get("/features/card/c").json();
      assertThat(right.at("/metadata/views/card_spend@1/status").textValue(), is("PRESENT"));
      assertThat(right.at("/features/amount_sum_24h").asDouble(), is(1.5));
      JsonNode wrong = second.get("/features/card/c").json();
      assertThat(after, wrong.at("/metadata/views/card_spend@1/status").textValue(), is("ERROR"));
      wrong.get("features").forEach(value -> assertThat(value.isNull(), is(true)));
      // Both return what they define equally.
      JsonNode alike = second.get("/features/user/u").json();
      assertThat(alike.at("/features/user_count_24h").asInt(), is(1));
    }
  }
}
