package io.twinstream.formats;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.change.Change;
import io.twinstream.features.change.Changes;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.load.RegisteredSchemas;
import io.twinstream.features.text.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What plan and apply say of changed schemas. */
class SchemaChangesTest {
  private static final String AVRO = "{type: avro, schema: order.avsc, registry: true}";
  private static final String PLAIN = "{type: avro, schema: order.avsc}";
  private static final String PROTOBUF = "{type: protobuf, schema: order.proto}";

  private static String problem(Project before, Project after) {
    List<Change> changes = Changes.between(before, after);
    return changes.isEmpty() ? "none" : changes.get(0).incompatible().orElse("");
  }

  private static String problem(String format, String text, String by) {
    return problem(Orders.project(format), Orders.project(format, text, by));
  }

  private static final String NEW_FIELD =
      "{\"name\": \"fresh\", \"type\": [\"null\", \"long\"], \"default\": null}, {\"name\": \"note\"";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PROTOBUF | string note = 18; | string note = 18; int32 fresh = 19; | ``",
        "PROTOBUF | string note = 18; | | ``",
        "PROTOBUF | string note = 18; | bytes note = 18; | field shop.Order.note = 18 changes its"
            + " type from string to bytes",
        "PROTOBUF | string note = 18; | repeated string note = 18; | changes between one value and"
            + " several",
        "PROTOBUF | REFUSED = 2; | REFUSED = 3; | REFUSED = 2 is gone from shop.Order.Status",
        "PROTOBUF | string note = 18; | string remark = 18; | is remark now",
        "AVRO | \"order of fields\" | | none",
        "AVRO | \"symbols\": [\"UNKNOWN\", \"PAID\", \"REFUSED\"] | \"symbols\": [\"UNKNOWN\","
            + " \"PAID\"] | MISSING_UNION_BRANCH",
        "AVRO | {\"name\": \"note\", \"type\": [\"null\", \"string\"], \"default\": null} | {\"name\":"
            + " \"remark\", \"type\": \"string\"} | READER_FIELD_MISSING_DEFAULT_VALUE",
      })
  void changesThatCannotReadEarlierRecordsAreIncompatible(
      String format, String text, String by, String problem) {
    String found = problem(format.equals("AVRO") ? AVRO : PROTOBUF, text, by == null ? "" : by);
    assertThat(found, problem.isEmpty() ? is("") : containsString(problem));
  }

  @Test
  void aFieldWithADefaultIsCompatibleIfRecordsNameTheirSchema() {
    assertThat(problem(AVRO, "{\"name\": \"note\"", NEW_FIELD), is(""));
    assertThat(
        problem(PLAIN, "{\"name\": \"note\"", NEW_FIELD),
        containsString("do not name their schema: use a registry, or another topic"));
    assertThat(
        problem(PLAIN, "\"name\": \"Order\",", "\"name\": \"Order\", \"doc\": \"d\","), is(""));
  }

  private static final String REMOVED_DEFAULT =
      "{\"name\": \"note\", \"type\": [\"null\", \"string\"], \"default\": null}";

  /** A new field without a default, and a symbol that is gone, break one direction each. */
  @ParameterizedTest
  @CsvSource({
    "backward, true, false",
    "forward, false, true",
    "full, true, true",
    "none, false, false",
  })
  void theDeclaredCompatibilityDecides(String level, boolean backward, boolean forward) {
    String format = AVRO.replace("registry: true", "registry: true, compatibility: " + level);
    String needed =
        problem(
            format,
            REMOVED_DEFAULT,
            "{\"name\": \"fresh\", \"type\": \"string\"}, " + REMOVED_DEFAULT);
    assertThat(
        needed,
        backward
            ? containsString("records that were written before cannot be read with order.avsc")
            : is(""));
    String more =
        problem(
            format,
            "\"symbols\": [\"UNKNOWN\", \"PAID\", \"REFUSED\"]",
            "\"symbols\": [\"UNKNOWN\", \"PAID\", \"REFUSED\", \"LOST\"]");
    assertThat(
        more,
        forward
            ? containsString("programs with the schema before cannot read records of order.avsc")
            : is(""));
  }

  @Test
  void anUnknownCompatibilityIsReported() {
    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () -> Orders.project(AVRO.replace("true", "true, compatibility: ful")));
    assertThat(e.getMessage(), containsString("no compatibility 'ful'; did you mean full?"));
  }

  /** Records that do not name their schema would be read wrongly, whatever is allowed. */
  @Test
  void anotherEncodingWithoutARegistryIsNeverAllowed() {
    String format = PLAIN.replace("}", ", compatibility: none}");
    assertThat(
        problem(format, "{\"name\": \"note\"", NEW_FIELD),
        containsString("do not name their schema: use a registry, or another topic"));
  }

  @Test
  void anotherFormatNeedsAnotherTopic() {
    assertThat(
        problem(Orders.JSON, Orders.AVRO),
        startsWith("the topic has records in the earlier format"));
    assertThat(
        problem(Orders.JSON, Orders.project(PLAIN, "topic: shop.orders", "topic: other")), is(""));
  }

  private static List<String> problems(Path folder, String format, SchemaText... registered)
      throws IOException {
    for (Map.Entry<String, String> file : Definitions.texts(Orders.FOLDER).entrySet()) {
      Path to = folder.resolve(file.getKey());
      Files.createDirectories(to.getParent());
      Files.writeString(to, file.getValue().replace("format: json", "format: " + format));
    }
    RegisteredSchemas registry = source -> List.of(registered);
    DefinitionException e =
        assertThrows(DefinitionException.class, () -> Definitions.load(folder, registry));
    return e.problems().stream().map(Object::toString).toList();
  }

  /** The latest version must have all fields; an earlier one may lack some, but not differ. */
  @Test
  void fieldsAreComparedWithTheSchemasOfARegistry(@TempDir Path folder) throws IOException {
    String schema = Files.readString(Orders.FOLDER.resolve("schemas/order.avsc"));
    SchemaText first =
        new SchemaText("s version 1", schema.replace("\"amount\"", "\"amoun\""), Map.of());
    SchemaText wrong =
        new SchemaText(
            "s version 2",
            schema.replace(
                "\"tags\", \"type\": [\"null\"", "\"tags\", \"type\": [\"int\", \"null\""),
            Map.of());
    SchemaText latest =
        new SchemaText("s version 3", schema.replace("\"paid_at\"", "\"payed_at\""), Map.of());
    List<String> found = problems(folder, "avro", first, wrong, latest);
    assertThat(
        found,
        is(
            List.of(
                folder
                    + "/orders.yaml:32: field 'paid_at': s version 3 has no 'paid_at'; did you mean"
                    + " payed_at?")));
  }

  @Test
  void theSchemaOfTheDefinitionsMustReadTheLatestOfARegistry(@TempDir Path folder)
      throws IOException {
    String schema = Files.readString(Orders.FOLDER.resolve("schemas/order.avsc"));
    SchemaText latest =
        new SchemaText(
            "s version 1", schema.replace("\"REFUSED\"]", "\"REFUSED\", \"LOST\"]"), Map.of());
    List<String> found = problems(folder, AVRO, latest);
    assertThat(
        found,
        hasItem(
            startsWith(
                folder
                    + "/orders.yaml:6: order.avsc cannot read what was written with s version 1:"
                    + " MISSING_UNION_BRANCH")));
  }
}
