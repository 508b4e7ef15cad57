package io.twinstream.formats;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.text.DefinitionException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in definitions with schemas: each is reported with file, line and a hint. */
class SchemaChecksTest {
  private static final String AVRO = "{type: avro, schema: order.avsc}";
  private static final String PROTOBUF = "{type: protobuf, schema: order.proto}";

  private static List<String> problems(String format, String text, String by) {
    DefinitionException e =
        assertThrows(DefinitionException.class, () -> Orders.project(format, text, by));
    return e.problems().stream().map(Object::toString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "avro | amount: decimal(2) | amout: decimal(2) | orders.yaml:14: field 'amout': order.avsc"
            + " has no 'amout'; did you mean amount?",
        "avro | path: device.os | path: device.oss | orders.yaml:22: field 'os': 'device' of"
            + " order.avsc has no 'oss'; did you mean os?",
        "avro | path: device.os | path: 'tags.os' | orders.yaml:22: field 'os': 'tags' of order.avsc"
            + " has the type array, which has no 'os'; fix its path",
        "avro | rate: double | rate: bytes | orders.yaml:19: field 'rate': 'rate' of order.avsc has"
            + " the type double, which cannot be a bytes;",
        "avro | schema: order.avsc | schema: ordr.avsc | orders.yaml:6: no file 'ordr.avsc' in the"
            + " folder schemas; did you mean order.avsc?",
        "avro | schema: order.avsc | schema: order.avsc, message: M | orders.yaml:6: only Protobuf"
            + " has messages; leave it out",
        "avro | schema: order.avsc | schema: order.avsc, subject: s | orders.yaml:6: only a registry"
            + " has subjects; leave it out, or add registry: true",
        "avro | schema: order.avsc | registry: false | orders.yaml:6: the format of source 'orders'"
            + " has neither a registry nor a schema; write schema: FILE",
        "avro | type: avro | type: avor | orders.yaml:6: no format 'avor'; did you mean avro?",
        "avro | type: avro | type: json | orders.yaml:6: JSON has no schema;",
        "avro | \"type\": \"record\", | \"type\": \"recrd\", | schemas/order.avsc:1: order.avsc is not"
            + " an Avro schema:",
        "protobuf | count: {type: long, default: 0} | count: long | orders.yaml:16: field 'count':"
            + " 'count' of order.proto has no presence: a record cannot tell 0 from no value;"
            + " declare the field with default: 0, or optional in the schema",
        "protobuf | count: {type: long, default: 0} | count: {type: long, default: 5} |"
            + " orders.yaml:16: field 'count': 'count' of order.proto has no presence",
        "protobuf | default: UNKNOWN | default: PAID | orders.yaml:21: field 'status': 'status' of"
            + " order.proto has no presence: a record cannot tell UNKNOWN from no value",
        "protobuf | tags: {type: array(string), default: []} | tags: array(string) | orders.yaml:27:"
            + " field 'tags': 'tags' of order.proto has no presence",
        "protobuf | path: 'items[*].sku', default: []} | path: 'items[*].sku'} | orders.yaml:24:"
            + " field 'skus': 'items[*].sku' of order.proto has no presence",
        "protobuf | sint64 big = 7; | sint64 bigger = 7; | orders.yaml:17: field 'big': order.proto"
            + " has no 'big'; did you mean",
        "protobuf | schema: order.proto | schema: order.proto, message: Ordr | orders.yaml:6:"
            + " order.proto has no message 'Ordr'; did you mean",
        "protobuf | message Order { | mesage Order { | schemas/order.proto:8: order.proto is not a"
            + " Protobuf schema:",
        "protobuf | import \"common/item.proto\"; | import \"common/itm.proto\"; |"
            + " schemas/order.proto:1: order.proto imports common/itm.proto, which is not there",
        "protobuf | Status status = 11; | Stats status = 11; | schemas/order.proto:1: order.proto is"
            + " not a Protobuf schema:",
        "protobuf | ok: {type: boolean, default: false} | ok: {type: boolean, default: maybe} |"
            + " orders.yaml:20: the default 'maybe' of field 'ok' is no boolean; write a value of"
            + " its type",
        "json | at: timestamp | at: {type: timestamp, default: 5} | orders.yaml:12: field 'at' has a"
            + " default: event times and event ids differ;",
        "json | tags: {type: array(string), default: []} | tags: {type: array(string), default: a} |"
            + " orders.yaml:27: field 'tags' is an array with the default 'a'; the default of an"
            + " array can only be [], the empty array",
      })
  void eachMistakeIsReported(String format, String text, String by, String problem) {
    String of = format.equals("avro") ? AVRO : format.equals("protobuf") ? PROTOBUF : "json";
    boolean inFormat = of.contains(text);
    List<String> found = inFormat ? problems(of.replace(text, by), "", "") : problems(of, text, by);
    assertThat(found, hasItem(startsWith(problem)));
  }

  @Test
  void aFileWithSeveralMessagesNeedsAName() {
    Map<String, String> texts = new TreeMap<>(Definitions.texts(Orders.FOLDER));
    texts.replaceAll((name, each) -> each.replace("format: json", "format: " + PROTOBUF));
    texts.computeIfPresent(
        "schemas/order.proto", (name, each) -> each + "message Refund { string id = 1; }\n");
    DefinitionException e = assertThrows(DefinitionException.class, () -> Definitions.parse(texts));
    assertThat(
        e.getMessage(),
        containsString("order.proto has several messages: shop.Order, shop.Order."));
    texts.replaceAll(
        (name, each) -> each.replace("schema: order.proto", "schema: order.proto, message: Order"));
    Definitions.parse(texts);
  }

  /** The schema is part of what is applied; JSON is written as before there were formats. */
  @Test
  void theSchemaIsPinned() {
    String json = ProjectJson.write(Orders.JSON);
    assertThat(json.contains("\"format\":{"), is(false));
    String avro = ProjectJson.write(Orders.AVRO);
    assertThat(avro, containsString("\"format\":{\"type\":\"avro\",\"registry\":false"));
    String changed =
        ProjectJson.fingerprint(
            Orders.project(AVRO, "\"namespace\": \"shop\"", "\"namespace\": \"s\""));
    assertThat(changed.equals(ProjectJson.fingerprint(Orders.AVRO)), is(false));
    assertThat(
        ProjectJson.write(Orders.PROTOBUF), containsString("\"common/item.proto\":\"syntax"));
  }
}
