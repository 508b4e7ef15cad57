package io.twinstream.cli.size;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that {@code size} and {@code definitions check} count enriched sources and tables. */
class EnrichedSizeTest {
  private static final String STREAMS =
      """
      project: p
      sources:
        payments:
          event_time: time
          event_id: id
          dedupe: true
          fields: {id: string, card: string, merchant: string, amount: decimal(2), time: timestamp}
        MORE
      entities: {card: {key: card}, merchant: {key: merchant}}
      views:
        traffic@1:
          entity: merchant
          source: payments
          aggregations: [{name: count_1h, function: count, windows: [1h]}]
        VIEWS
      """;

  private static final String ENRICHED =
      STREAMS
          .replace("MORE", "plus: {from: payments, with: {of: traffic@1}}")
          .replace(
              "VIEWS",
              """
              plus@1:
                  entity: card
                  source: plus
                  aggregations: [{name: most_1h, function: max, field: of.count_1h, windows: [1h]}]
              """);

  private static final String WITH_TABLE =
      STREAMS
          .replace(
              "MORE",
              """
              merchants:
                  kind: table
                  key: merchant
                  loads: snapshot
                  known: load
                  schedule: 1d
                  fields: {merchant: string, risk: double, country: string}
              """)
          .replace(
              "VIEWS",
              """
              risks@1:
                  entity: merchant
                  source: merchants
                  fields: [risk, country]
              """);

  @TempDir Path folder;

  private String run(String yaml, String... command) throws IOException {
    Path file = Files.writeString(folder.resolve("f.yaml"), yaml);
    StringWriter out = new StringWriter();
    String[] arguments = new String[command.length];
    for (int i = 0; i < command.length; i++) {
      arguments[i] = command[i].replace("FILE", file.toString());
    }
    PrintWriter to = new PrintWriter(out);
    int code = Main.commandLine().setOut(to).setErr(to).execute(arguments);
    assertThat(out.toString(), code, is(0));
    return out.toString();
  }

  private JsonNode size(String yaml) throws IOException {
    String[] command = {"size", "--definitions=FILE", "--events=1000", "--entities=1e5", "--json"};
    return new ObjectMapper().readTree(run(yaml, command));
  }

  private static JsonNode view(JsonNode size, String id) {
    for (JsonNode view : size.get("views")) {
      if (view.get("view").asText().equals(id)) {
        return view;
      }
    }
    throw new AssertionError("no view " + id);
  }

  @Test
  void enrichedViewsAndLookupsCount() throws IOException {
    JsonNode plain = size(STREAMS.replace("MORE", "").replace("VIEWS", ""));
    JsonNode enriched = size(ENRICHED);
    assertThat(view(enriched, "plus@1").get("events_per_second").asLong(), is(1000L));
    JsonNode lookup = enriched.get("lookups").get(0);
    assertThat(lookup.get("lookup").asText(), is("plus.of"));
    assertThat(lookup.get("events_per_second").asLong(), is(2000L));
    long traffic = view(enriched, "traffic@1").get("state_bytes").asLong();
    assertThat(lookup.get("state_bytes").asLong(), is(traffic));
    long plus = view(enriched, "plus@1").get("state_bytes").asLong();
    // The states of the view and of the lookup, with their keys, and duplicates in order.
    double more =
        enriched.get("checkpoint_bytes").asDouble() - plain.get("checkpoint_bytes").asDouble();
    assertThat(more, is(greaterThan(1e5 * (traffic + plus))));
    assertThat(
        enriched.get("redis_bytes").asLong() - plain.get("redis_bytes").asLong(),
        is(100_000L * view(enriched, "plus@1").get("redis_bytes").asLong()));
    assertThat(plain.has("lookups"), is(false));
    assertThat(
        run(ENRICHED, "size", "--definitions=FILE", "--events=1000", "--entities=1e5"),
        containsString("plus.of"));
  }

  @Test
  void rowsOfTablesTakeMemoryInRedisOnly() throws IOException {
    JsonNode plain = size(STREAMS.replace("MORE", "").replace("VIEWS", ""));
    JsonNode table = size(WITH_TABLE);
    JsonNode view = view(table, "risks@1");
    assertThat(view.get("events_per_second").asLong(), is(0L));
    assertThat(view.get("state_bytes").asLong(), is(16L + 8 + 12));
    assertThat(
        table.get("redis_bytes").asLong() - plain.get("redis_bytes").asLong(),
        is(100_000L * view.get("redis_bytes").asLong()));
    assertThat(table.get("checkpoint_bytes"), is(plain.get("checkpoint_bytes")));
    assertThat(table.get("subtasks"), is(plain.get("subtasks")));
  }

  @Test
  void checkSaysWhatALiveJobKeepsAgain() throws IOException {
    String checked = run(ENRICHED, "definitions", "check", "FILE");
    assertThat(checked, containsString("made of payments"));
    assertThat(checked, containsString("looks up traffic@1: a live job keeps its states again"));
    assertThat(checked, containsString("a worker holds at most 1,000,000 events"));
  }
}
