package io.twinstream.formats;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.format.TopicDecoders;
import io.twinstream.features.format.WriterSchemas;
import io.twinstream.features.load.Definitions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One value {@code x} in Avro and Protobuf, beside the JSON of the same value: the same event, or a
 * dead letter for the same reason.
 */
class EdgeValuesTest {
  private static final String YAML =
      """
      project: edges
      sources:
        values:
          topic: values
          format: %s
          event_time: t
          fields: {t: timestamp, k: string, x: '%s'}
      entities: {thing: {key: k}}
      """;

  private static Project project(String format, String type, String schema) {
    return Definitions.parse(
        Map.of(
            "values.yaml",
            YAML.formatted(format, type),
            "schemas/v.avsc",
            schema,
            "schemas/v.proto",
            schema));
  }

  private static Decoded decode(Project project, byte[] bytes) {
    EventDecoder decoder =
        TopicDecoders.of(project.source("values"), Set.of(), 1 << 20, WriterSchemas.NONE);
    return decoder.decode(Orders.record(bytes));
  }

  private static void same(Decoded decoded, String type, String json) {
    Decoded expected =
        decode(
            project("json", type, ""),
            ("{\"t\": %d, \"k\": \"a\", \"x\": %s}".formatted(Orders.AT, json))
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    if (expected instanceof Event) {
      assertThat(decoded, is(expected));
    } else {
      assertThat(String.valueOf(decoded), decoded, instanceOf(DeadLetter.class));
      DeadLetter letter = (DeadLetter) decoded;
      assertThat(letter.detail(), letter.reason(), is(((DeadLetter) expected).reason()));
      assertThat(letter.detail(), containsString("field 'x'"));
    }
  }

  private static byte[] avro(String type, Object value) throws IOException {
    Schema schema = new Schema.Parser().parse(schema(type));
    GenericData.Record record = new GenericData.Record(schema);
    record.put("t", Orders.AT);
    record.put("k", "a");
    record.put("x", value);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<>(schema).write(record, out);
    out.flush();
    return bytes.toByteArray();
  }

  private static String schema(String type) {
    return """
        {"type": "record", "name": "V", "fields": [
          {"name": "t", "type": {"type": "long", "logicalType": "timestamp-millis"}},
          {"name": "k", "type": "string"}, {"name": "x", "type": %s}]}
        """
        .formatted(type);
  }

  private static Object parsed(String type, String value) {
    if (type.contains("decimal")) {
      return ByteBuffer.wrap(new BigDecimal(value).unscaledValue().toByteArray());
    }
    return switch (type) {
      case "\"int\"" -> Integer.valueOf(value);
      case "\"float\"" -> Float.valueOf(value);
      case "\"double\"" -> Double.valueOf(value);
      case "\"boolean\"" -> Boolean.valueOf(value);
      case "\"string\"" -> value;
      default -> Long.valueOf(value);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"float\" | 0.1 | decimal(2) | 0.1",
        "\"float\" | 0.1 | double | 0.1",
        "\"float\" | -0.0 | double | 0.0",
        "\"float\" | NaN | double | \"NaN\"",
        "\"float\" | Infinity | double | Infinity",
        "\"float\" | 1.005 | decimal(2) | 1.005",
        "\"double\" | NaN | double | NaN",
        "\"double\" | -Infinity | double | -1e999",
        "\"double\" | -0.0 | double | -0.0",
        "\"double\" | 12.5 | decimal(2) | 12.5",
        "\"double\" | 12.5 | long | 12.5",
        "\"double\" | 12 | long | 12",
        "\"double\" | 12 | string | 12.0",
        "\"int\" | 7 | string | 7",
        "\"int\" | -7 | double | -7",
        "\"int\" | 1 | boolean | 1",
        "\"int\" | 2 | boolean | 2",
        "\"long\" | 9223372036854775807 | long | 9223372036854775807",
        "\"long\" | -9223372036854775808 | long | -9223372036854775808",
        "\"long\" | 9223372036854775807 | decimal(2) | 9223372036854775807",
        "\"long\" | 1772359200000 | timestamp | 1772359200000",
        "\"boolean\" | true | boolean | true",
        "\"boolean\" | true | string | true",
        "\"boolean\" | true | long | true",
        "\"string\" | 12.50 | decimal(2) | \"12.50\"",
        "\"string\" | lots | decimal(2) | \"lots\"",
        "\"string\" | 2026-03-01T10:00:00.123456Z | timestamp | \"2026-03-01T10:00:00.123456Z\"",
        "{\"type\": \"int\", \"logicalType\": \"date\"} | 20513 | timestamp | \"2026-03-01\"",
        "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"} | -1 | timestamp |"
            + " \"1969-12-31T23:59:59.999999Z\"",
        "{\"type\": \"long\", \"logicalType\": \"timestamp-nanos\"} | -1 | timestamp |"
            + " \"1969-12-31T23:59:59.999999999Z\"",
        "{\"type\": \"long\", \"logicalType\": \"local-timestamp-millis\"} | 1772359200000 |"
            + " timestamp | \"2026-03-01T10:00:00\"",
        "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"} | 9223372036854775807 |"
            + " timestamp | 9223372036854775807",
        "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 40, \"scale\": 4} |"
            + " 12.3400 | decimal(2) | 12.34",
        "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 40, \"scale\": 4} |"
            + " 12.3450 | decimal(2) | 12.345",
        "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 40, \"scale\": 0} |"
            + " 99999999999999999999999999 | decimal(2) | 99999999999999999999999999",
      })
  void valuesOfAvro(String avroType, String value, String type, String json) throws IOException {
    byte[] record = avro(avroType, parsed(avroType, value));
    Decoded decoded;
    try {
      decoded = decode(project("{type: avro, schema: v.avsc}", type, schema(avroType)), record);
    } catch (io.twinstream.features.text.DefinitionException e) {
      // Refused when the definitions are loaded: every such record would be a dead letter.
      Decoded expected =
          decode(
              project("json", type, ""),
              ("{\"t\": %d, \"k\": \"a\", \"x\": %s}".formatted(Orders.AT, json))
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(expected, instanceOf(DeadLetter.class));
      assertThat(e.getMessage(), containsString("field 'x'"));
      return;
    }
    same(decoded, type, json);
  }

  private interface Value {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] proto(Value value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt64(1, Orders.AT);
    out.writeString(2, "a");
    value.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static String message(String x) {
    return """
        syntax = "proto3";
        enum E { ZERO = 0; ONE = 1; MINUS = -1; }
        message V { optional int64 t = 1; string k = 2; optional %s x = 3; }
        """
        .formatted(x)
        .replace("optional repeated", "repeated");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "uint64 | -1 | long | 18446744073709551615",
        "uint64 | 9223372036854775807 | long | 9223372036854775807",
        "uint64 | -1 | double | 18446744073709551615",
        "uint64 | -1 | string | 18446744073709551615",
        "uint32 | 4294967295 | long | 4294967295",
        "int32 | -5 | long | -5",
        "int64 | -5 | decimal(2) | -5",
        "bool | 1 | boolean | true",
        "E | 1 | string | \"ONE\"",
        "E | -1 | string | \"MINUS\"",
        "E | 0 | string | \"ZERO\"",
        "E | 7 | string | {}",
      })
  void integersOfProtobuf(String protoType, long value, String type, String json)
      throws IOException {
    byte[] record =
        proto(
            out -> {
              out.writeTag(3, WireFormat.WIRETYPE_VARINT);
              out.writeUInt64NoTag(value);
            });
    same(
        decode(project("{type: protobuf, schema: v.proto}", type, message(protoType)), record),
        type,
        json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fixed64 | 18446744073709551615",
        "sfixed64 | -1",
      })
  void fixedOfProtobuf(String protoType, String json) throws IOException {
    byte[] record = proto(out -> out.writeFixed64(3, -1));
    same(
        decode(project("{type: protobuf, schema: v.proto}", "long", message(protoType)), record),
        "long",
        json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0.1 | 0.1 | decimal(2)",
        "-0.0 | 0 | double",
        "NaN | \"NaN\" | double",
        "-Infinity | -Infinity | double",
        "NaN | NaN | decimal(2)",
      })
  void floatsOfProtobuf(float value, String json, String type) throws IOException {
    byte[] record = proto(out -> out.writeFloat(3, value));
    same(
        decode(project("{type: protobuf, schema: v.proto}", type, message("float")), record),
        type,
        json);
  }
}
