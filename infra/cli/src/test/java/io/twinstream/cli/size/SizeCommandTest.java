package io.twinstream.cli.size;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.cli.Main;
import io.twinstream.local.process.Installation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs {@code size}. */
class SizeCommandTest {
  private static final Path EXAMPLES =
      Installation.find().home().resolve("transforms/examples/payments");
  private static final Map<String, String> USUAL =
      Map.of(
          "--events", "5000",
          "--entities", "1e6",
          "--values", "card_id=2,device_type=4",
          "--matching", "0.1",
          "--record-bytes", "200",
          "--requests", "1000",
          "--rows-per-request", "5",
          "--service", "fraud@1");

  private static JsonNode usual;

  @Test
  void printsEachPartAndWhereItsFiguresAre() {
    String printed = run(0, USUAL, Map.of());
    for (String part : List.of("Kafka", "Flink", "Redis", "server", "limits")) {
      assertThat(printed, containsString("\n" + part));
    }
    for (Figure figure : Figure.values()) {
      assertThat(printed, containsString(figure.section));
    }
    assertThat(printed, containsString("card_spend@1"));
  }

  @Test
  void numbersAddUp() throws IOException {
    JsonNode size = usual();
    long states = 0;
    long redis = 0;
    for (JsonNode view : size.get("views")) {
      states += view.get("entities").asLong();
      redis += view.get("entities").asLong() * view.get("redis_bytes").asLong();
      assertThat(
          view.get("worst_state_bytes").asLong(), greaterThan(view.get("state_bytes").asLong()));
    }
    assertThat(states, is(3_000_000L));
    assertThat(size.get("redis_bytes").asLong(), is(redis));
    assertThat(size.get("redis_maxmemory").asDouble(), is(2.5 * redis));
    double micros = 0;
    for (JsonNode view : size.get("views")) {
      micros += 5_000 * (20.2 * 15.5 / 8.6 + 3.6 * view.get("state_bytes").asLong() / 1_024);
    }
    double cores = micros / 1e6 * 20.8 / 15.5;
    assertThat(size.get("state_backend").asText(), is("rocksdb"));
    assertThat(size.get("subtasks").asInt(), is((int) Math.ceil(cores / 0.6)));
    assertThat(size.get("partitions").asInt(), is(2 * size.get("subtasks").asInt()));
  }

  /** More of an input never needs less of anything, and needs more of what it is about. */
  @ParameterizedTest
  @CsvSource({
    "--events, 50000, subtasks",
    "--events, 50000, partitions",
    "--events, 50000, redis_busy",
    "--entities, 1e7, redis_maxmemory",
    "--entities, 1e7, checkpoint_bytes",
    "--entities, 1e7, heap_bytes",
    "--matching, 0.9, checkpoint_bytes",
    "--record-bytes, 400, record_bytes_per_second",
    "--requests, 100000, server_hosts",
    "--requests, 100000, redis_busy",
    "--rows-per-request, 1000, server_hosts",
  })
  void growWithEachInput(String option, String more, String what) throws IOException {
    JsonNode usual = usual();
    JsonNode greater = json(Map.of(option, more));
    assertThat(what, greater.get(what).asDouble(), greaterThan(usual.get(what).asDouble()));
    for (String each :
        List.of("partitions", "task_managers", "checkpoint_bytes", "redis_bytes", "server_hosts")) {
      // More entities at the same rate have fewer events and smaller states: each event costs less.
      if (!option.equals("--entities") || each.endsWith("bytes")) {
        assertThat(
            each, greater.get(each).asDouble(), greaterThanOrEqualTo(usual.get(each).asDouble()));
      }
    }
  }

  @Test
  void statesThatDoNotFitOnHeapsUseRocksDb() throws IOException {
    assertThat(json(Map.of("--entities", "1e4")).get("state_backend").asText(), is("heap"));
    assertThat(json(Map.of("--entities", "1e8")).get("state_backend").asText(), is("rocksdb"));
  }

  @Test
  void warnsIfRedisIsTooBusy() {
    assertThat(run(0, USUAL, Map.of("--events", "5000")).contains("THIS IS MORE"), is(false));
    assertThat(run(0, USUAL, Map.of("--events", "200000")), containsString("THIS IS MORE"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--events | 0 | is not a number from 1 to 1e12",
        "--events | many | is not a number from 1 to 1e12",
        "--events | transaction=5 | did you mean transactions",
        "--entities | card=5 | no number for entity user",
        "--service | froud@1 | did you mean fraud@1",
        "--matching | 2 | must be from 0 to 1",
        "--rows-per-request | 0 | must be at least 1",
      })
  void refusesWrongNumbersAndNames(String option, String value, String message) {
    assertThat(run(2, USUAL, Map.of(option, value)), containsString(message));
  }

  @Test
  void acceptsNumbersByName() {
    String printed = run(0, USUAL, Map.of("--entities", "card=2e6,user=1e6,merchant=5e4"));
    assertThat(
        printed,
        allOf(containsString("2,000,000"), containsString("1,000,000"), containsString("50,000")));
  }

  private static synchronized JsonNode usual() throws IOException {
    if (usual == null) {
      usual = json(Map.of());
    }
    return usual;
  }

  private static JsonNode json(Map<String, String> changed) throws IOException {
    return new ObjectMapper().readTree(run(0, USUAL, changed, "--json"));
  }

  private static String run(
      int code, Map<String, String> usual, Map<String, String> changed, String... more) {
    Map<String, String> options = new LinkedHashMap<>(usual);
    options.putAll(changed);
    List<String> arguments = new ArrayList<>(List.of("size", "--definitions", EXAMPLES.toString()));
    options.forEach(
        (name, value) -> {
          arguments.add(name);
          arguments.add(value);
        });
    arguments.addAll(List.of(more));
    StringWriter out = new StringWriter();
    int ended =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments.toArray(String[]::new));
    assertThat(out.toString(), ended, is(code));
    return out.toString();
  }
}
