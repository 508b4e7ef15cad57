package io.twinstream.features.definition;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.twinstream.features.enrich.Devices;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.load.AggregationReader;
import io.twinstream.features.load.CalendarReader;
import io.twinstream.features.load.EnrichedReader;
import io.twinstream.features.load.FormatReader;
import io.twinstream.features.load.ProjectReader;
import io.twinstream.features.load.SourceReader;
import io.twinstream.features.load.TopicDefinitionReader;
import io.twinstream.features.load.ViewReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class JsonSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "/twinstream-definitions.schema.json";

  private static JsonNode schema() {
    try (InputStream in = JsonSchemaTest.class.getResourceAsStream(NAME)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What an editor would complain of. */
  private static Set<String> complaints(String yaml) {
    JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema());
    Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    return schema.validate(JSON.valueToTree(read)).stream()
        .map(Object::toString)
        .collect(Collectors.toSet());
  }

  private static String example(String name) throws IOException {
    return Files.readString(Path.of("../examples", name, name + ".yaml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fraud",
        "personalisation",
        "payments",
        "clickstream",
        "handbook",
        "handbook_risk",
        "retail",
        "merchants",
        "orders"
      })
  void acceptsTheExamples(String name) throws IOException {
    assertThat(complaints(example(name)), is(empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "project: payments | project: my payments",
        "topic: txn.events | topics: txn.events",
        "topic: txn.events | topic: {name: txn.events, partition: 12}",
        "topic: txn.events | topic: {name: txn.events, partitions: 0}",
        "topic: txn.events | topic: {name: txn.events, retention: 7 days}",
        "topic: txn.events | topic: {name: txn.events, cleanup: compacted}",
        "topic: txn.events | dead_letters: {partitions: 1}",
        "topic: txn.events | format: xml",
        "topic: txn.events | format: {type: avro, schema: true}",
        "topic: txn.events | format: {schema: a.avsc}",
        "amount: decimal(2) | amount: {type: decimal(2), default: [1]}",
        "event_time: timestamp | event_tme: timestamp",
        "dedupe: true | dedupe: sometimes",
        "amount: decimal(2) | amount: decimal(19)",
        "amount: decimal(2) | amount: {type: decimal(2), round: up}",
        "amount: decimal(2) | amount: array(array(long))",
        "amount: decimal(2) | amount: 'array(long, 0)'",
        "amount: decimal(2) | amount: {type: decimal(2), path: ''}",
        "card: {key: card_id} | online: {key: card_id}",
        "card: {key: card_id} | card: {}",
        "card_spend@1: | card_spend:",
        "card_spend@1: | card_spend@0:",
        "fraud@1: | batch@1:",
        "ttl: 30d | ttl: 30 days",
        "function: distinct | function: distinctly",
        "windows: [5m, 30m, 1h, 24h] | windows: []",
        "windows: [5m, 30m, 1h, 24h] | windows: [5 minutes]",
        "{tumbling: 1d, previous: true} | {tumble: 1d}",
        "owner: risk-team | recent_identities: 5000",
        "request: {amount: decimal(2)} | request: {amount: money}",
      })
  void refusesWhatTheLoaderRefuses(String good, String bad) throws IOException {
    String yaml = example("payments");
    assertThat("the example still has what this case spoils", yaml, containsString(good));
    assertThat(complaints(yaml.replaceFirst(Pattern.quote(good), bad)), is(not(empty())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: table | kind: tables",
        "kind: table | kind: stream",
        "loads: snapshot | loads: all",
        "schedule: 26h | schedule: nightly",
        "schedule: 26h | dedupe: true",
        "event_time: timestamp | schedule: 1d",
        "fields: {limit: largest_payment} | fields: {}",
        "fields: {limit: largest_payment} | owner: risk-team",
      })
  void refusesWhatTheLoaderRefusesOfTables(String good, String bad) throws IOException {
    String yaml = example("merchants");
    assertThat("the example still has what this case spoils", yaml, containsString(good));
    assertThat(complaints(yaml.replaceFirst(Pattern.quote(good), bad)), is(not(empty())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "changes: upsert | changes: upserts",
        "row: order_id | event_id: order_id",
        "change_time: updated_at | max_rows: 200",
        "deleted: is_deleted | epoch: 1",
        "max_rows: 200 | max_rows: 0",
        "max_rows: 200 | max_rows: 5000",
        "changes: upsert | max_lateness: 1d",
        "changes: upsert | changes: debezium",
      })
  void refusesWhatTheLoaderRefusesOfChanges(String good, String bad) throws IOException {
    String yaml = example("orders");
    assertThat("the example still has what this case spoils", yaml, containsString(good));
    assertThat(complaints(yaml.replaceFirst(Pattern.quote(good), bad)), is(not(empty())));
  }

  @Test
  void acceptsEnrichedSources() {
    assertThat(complaints(Devices.YAML), is(empty()));
    assertThat(complaints(Devices.YAML.replace("wait: 5m", "wait: soon")), is(not(empty())));
    assertThat(complaints(Devices.YAML.replace("wait: 5m", "topic: t")), is(not(empty())));
    assertThat(complaints(Devices.YAML.replace("{shop: merchant_plus@1}", "{}")), is(not(empty())));
  }

  @Test
  void knowsTheKeysThatTheLoaderKnows() {
    JsonNode schema = schema();
    assertThat(keys(schema), is(sorted(ProjectReader.KEYS)));
    JsonNode parts = schema.get("$defs");
    assertThat(keys(parts.get("source")), is(sorted(SourceReader.KEYS)));
    assertThat(keys(parts.get("enriched_source")), is(sorted(EnrichedReader.KEYS)));
    assertThat(keys(parts.get("format")), is(sorted(FormatReader.KEYS)));
    assertThat(keys(parts.get("topic")), is(sorted(TopicDefinitionReader.KEYS)));
    assertThat(keys(parts.get("output_topic")), is(sorted(TopicDefinitionReader.OUTPUT_KEYS)));
    assertThat(keys(parts.get("calendar")), is(sorted(CalendarReader.KEYS)));
    assertThat(keys(parts.get("history")), is(sorted(SourceReader.HISTORY_KEYS)));
    assertThat(keys(parts.get("view")), is(sorted(ViewReader.KEYS)));
    assertThat(keys(parts.get("aggregation")), is(sorted(AggregationReader.KEYS)));
    Set<String> functions = new TreeSet<>();
    parts.at("/function/anyOf/0/enum").forEach(f -> functions.add(f.asText()));
    assertThat(functions, is(new TreeSet<>(Functions.ids())));
  }

  /** Says what to write if a function or an argument is missing. */
  @Test
  void hasTheArgumentsOfAllFunctions() throws IOException {
    JsonNode aggregation = schema().get("$defs").get("aggregation").get("properties");
    Map<String, List<Argument>> arguments = new TreeMap<>();
    for (Function function : Functions.all()) {
      for (Argument argument : function.arguments()) {
        arguments.computeIfAbsent(argument.name(), name -> new ArrayList<>()).add(argument);
      }
    }
    for (List<Argument> same : arguments.values()) {
      Argument first = same.get(0);
      JsonNode expected = JSON.readTree(form(first, description(first)));
      assertThat(
          "write \"" + first.name() + "\": " + expected,
          aggregation.get(first.name()),
          is(expected));
    }
  }

  /** Says for which functions an argument is, once per meaning and default. */
  private static String description(Argument argument) {
    Map<String, List<String>> functions = new LinkedHashMap<>();
    for (Function function : Functions.all()) {
      for (Argument each : function.arguments()) {
        if (each.name().equals(argument.name())) {
          assertThat(form(each, ""), is(form(argument, "")));
          functions.computeIfAbsent(meaning(each), m -> new ArrayList<>()).add(function.id());
        }
      }
    }
    return functions.entrySet().stream()
        .map(each -> "For " + String.join(", ", each.getValue()) + ": " + each.getKey())
        .collect(Collectors.joining(" "));
  }

  private static String meaning(Argument argument) {
    return argument.meaning()
        + "."
        + argument.otherwise().map(value -> " Default " + value + ".").orElse("");
  }

  private static String form(Argument argument, String description) {
    String type =
        switch (argument.kind()) {
          case INTEGER ->
              "\"type\": \"integer\", \"minimum\": %s, \"maximum\": %s"
                  .formatted(argument.least(), argument.greatest());
          case DECIMAL ->
              "\"type\": \"number\", \"minimum\": %s, \"maximum\": %s"
                  .formatted(argument.least(), argument.greatest());
          case DECIMALS -> "\"type\": \"array\", \"items\": {\"type\": \"number\"}";
          case DURATION -> "\"$ref\": \"#/$defs/duration\"";
          case FLAG -> "\"type\": \"boolean\"";
          case CHOICE -> "\"enum\": [\"" + String.join("\", \"", argument.choices()) + "\"]";
          case TEXTS -> "\"type\": \"array\", \"items\": {\"type\": [\"string\", \"number\"]}";
          case FIELD -> "\"$ref\": \"#/$defs/field_name\"";
        };
    return "{" + type + ", \"description\": \"" + description + "\"}";
  }

  private static Set<String> keys(JsonNode object) {
    Set<String> keys = new TreeSet<>();
    object.get("properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static Set<String> sorted(String[] keys) {
    return new TreeSet<>(Arrays.asList(keys));
  }
}
