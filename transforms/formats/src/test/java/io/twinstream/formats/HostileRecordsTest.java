package io.twinstream.formats;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.RecordFormat.Kind;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.format.TopicDecoders;
import io.twinstream.features.format.WriterSchema;
import io.twinstream.features.format.WriterSchemas;
import io.twinstream.features.load.Definitions;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records and schemas of producers that are careless or hostile. */
class HostileRecordsTest {
  private static final String YAML =
      """
      project: hostile
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

  private static Decoded decode(Project project, WriterSchemas registry, byte[] bytes) {
    EventDecoder decoder = TopicDecoders.of(project.source("values"), Set.of(), 4 << 20, registry);
    return decoder.decode(Orders.record(bytes));
  }

  private static String avro(String type) {
    return """
        {"type": "record", "name": "V", "fields": [
         {"name": "t", "type": {"type": "long", "logicalType": "timestamp-millis"}},
         {"name": "k", "type": "string"}, {"name": "x", "type": %s}]}
        """
        .formatted(type);
  }

  private static ByteWriter record() {
    ByteWriter out = new ByteWriter(64);
    out.signed(Orders.AT);
    out.signed(1);
    out.octet('a');
    return out;
  }

  private static byte[] with(ByteWriter begun, byte[] counted) {
    begun.signed(counted.length);
    byte[] head = begun.toByteArray();
    byte[] all = Arrays.copyOf(head, head.length + counted.length);
    System.arraycopy(counted, 0, all, head.length, counted.length);
    return all;
  }

  private static byte[] framed(int id, byte[] record) {
    return ByteBuffer.allocate(5 + record.length).put((byte) 0).putInt(id).put(record).array();
  }

  @Test
  void aDecimalOfMillionsOfDigitsIsDecidedAtOnce() {
    byte[] digits = new byte[1_000_000];
    Arrays.fill(digits, (byte) 0x55);
    String type =
        "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9, \"scale\": 2}";
    Project project = project("{type: avro, schema: v.avsc}", "decimal(2)", avro(type));
    long start = System.nanoTime();
    Decoded decoded = decode(project, WriterSchemas.NONE, with(record(), digits));
    assertThat(decoded, instanceOf(DeadLetter.class));
    assertThat((System.nanoTime() - start) / 1e9, lessThan(1.0));
  }

  @Test
  void theLeastLongIsNoDecimal() {
    String type =
        "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 19, \"scale\": 2}";
    Project project = project("{type: avro, schema: v.avsc}", "decimal(2)", avro(type));
    byte[] least = BigInteger.valueOf(Long.MIN_VALUE).toByteArray();
    Decoded decoded = decode(project, WriterSchemas.NONE, with(record(), least));
    Decoded json =
        decode(
            project("json", "decimal(2)", ""),
            WriterSchemas.NONE,
            ("{\"t\": %d, \"k\": \"a\", \"x\": -92233720368547758.08}".formatted(Orders.AT))
                .getBytes(StandardCharsets.UTF_8));
    assertThat(json, instanceOf(DeadLetter.class));
    assertThat(decoded, instanceOf(DeadLetter.class));
    assertThat(((DeadLetter) decoded).reason(), is(((DeadLetter) json).reason()));
  }

  @Test
  void aWrongSettingOfTheRegistryDecidesNoRecord() {
    Project project = project("avro", "long", "");
    WriterSchemas wrong =
        id -> {
          throw new IllegalArgumentException("unsupported URI");
        };
    assertThrows(
        IllegalArgumentException.class, () -> decode(project, wrong, framed(7, new byte[9])));
  }

  private static WriterSchemas registry(Kind kind, String schema) {
    return id ->
        Optional.of(new WriterSchema(kind, new SchemaText("schema " + id, schema, Map.of())));
  }

  /** Registries keep schemas that they would not accept today. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"note\", \"type\": [\"null\", \"string\"], \"default\": \"\"}",
        "{\"name\": \"note\", \"type\": \"int\", \"default\": \"1\"}",
        "{\"name\": \"no-te\", \"type\": \"int\"}",
      })
  void whatDoesNotMatterInASchemaOfAWriterRefusesNothing(String field) {
    String schema = avro("\"long\"").replace("]}", ", " + field + "]}");
    ByteWriter out = record();
    out.signed(5);
    out.signed(0); // null, or 0
    Decoded decoded =
        decode(
            project("avro", "long", ""), registry(Kind.AVRO, schema), framed(7, out.toByteArray()));
    assertThat(String.valueOf(decoded), decoded, instanceOf(Event.class));
  }

  private static final String[] TYPES = {
    "\"int\"",
    "\"long\"",
    "\"float\"",
    "\"double\"",
    "\"bytes\"",
    "\"string\"",
    "\"boolean\"",
    "{\"type\": \"int\", \"logicalType\": \"date\"}",
    "{\"type\": \"int\", \"logicalType\": \"time-millis\"}",
    "{\"type\": \"long\", \"logicalType\": \"time-micros\"}",
    "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}",
    "{\"type\": \"long\", \"logicalType\": \"timestamp-nanos\"}",
    "{\"type\": \"long\", \"logicalType\": \"local-timestamp-millis\"}",
    "{\"type\": \"long\", \"logicalType\": \"local-timestamp-micros\"}",
    "{\"type\": \"string\", \"logicalType\": \"uuid\"}",
    "{\"type\": \"fixed\", \"name\": \"U\", \"size\": 16, \"logicalType\": \"uuid\"}",
    "{\"type\": \"fixed\", \"name\": \"D\", \"size\": 12, \"logicalType\": \"duration\"}",
    "{\"type\": \"fixed\", \"name\": \"Z\", \"size\": 0}",
    "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 9, \"logicalType\": \"decimal\", \"precision\": 20, \"scale\": 3}",
    "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 20, \"scale\": 20}",
    "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"A\", \"B\"]}",
    "{\"type\": \"array\", \"items\": [\"null\", \"double\"]}",
    "{\"type\": \"array\", \"items\": {\"type\": \"array\", \"items\": \"int\"}}",
    "{\"type\": \"map\", \"values\": \"long\"}",
    "[\"null\", \"int\", \"string\", {\"type\": \"array\", \"items\": \"string\"}, {\"type\": \"map\", \"values\": \"bytes\"}]",
  };

  /** Any exception but that of the registry stops a job for ever. */
  @Test
  void anyValueOfAnyTypeIsAnEventOrADeadLetter() {
    Random random = new Random(3);
    for (String field :
        new String[] {
          "long",
          "double",
          "decimal(2)",
          "string",
          "boolean",
          "timestamp",
          "bytes",
          "array(double)",
          "array(string)"
        }) {
      Project project = project("avro", field, "");
      for (String type : TYPES) {
        EventDecoder decoder =
            TopicDecoders.of(
                project.source("values"), Set.of(), 1 << 20, registry(Kind.AVRO, avro(type)));
        for (int i = 0; i < 300; i++) {
          ByteWriter out = record();
          for (int n = random.nextInt(4); n > 0; n--) {
            switch (random.nextInt(4)) {
              case 0 -> out.signed(random.nextInt(4));
              case 1 -> out.signed(random.nextLong());
              case 2 -> out.fixed64(random.nextLong());
              default -> out.signed(random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE);
            }
          }
          if (random.nextBoolean()) {
            out.signed(0);
          }
          Decoded decoded = decoder.decode(Orders.record(framed(7, out.toByteArray())));
          assertThat(decoded instanceof Event || decoded instanceof DeadLetter, is(true));
        }
      }
    }
  }

  private static final String[] PROTO_TYPES = {
    "int32",
    "int64",
    "uint32",
    "uint64",
    "sint32",
    "sint64",
    "fixed32",
    "fixed64",
    "sfixed32",
    "sfixed64",
    "float",
    "double",
    "bool",
    "string",
    "bytes",
    "E",
    "M",
    "V",
    "google.protobuf.Timestamp",
    "google.protobuf.Int64Value",
    "google.protobuf.StringValue",
    "google.protobuf.DoubleValue",
    "google.protobuf.Struct",
    "google.protobuf.Any",
    "confluent.type.Decimal",
    "map<string, int64>",
    "map<int32, M>",
    "repeated double",
    "repeated string",
    "repeated M",
    "repeated google.protobuf.Timestamp"
  };

  @Test
  void anyValueOfAnyTypeOfProtobufIsAnEventOrADeadLetter() {
    Random random = new Random(4);
    for (String field :
        new String[] {
          "long",
          "double",
          "decimal(2)",
          "string",
          "boolean",
          "timestamp",
          "bytes",
          "array(double)",
          "array(string)",
          "array(timestamp)"
        }) {
      Project project = project("protobuf", field, "");
      for (String type : PROTO_TYPES) {
        String label = type.startsWith("map") || type.startsWith("repeated") ? "" : "optional ";
        String schema =
            """
            syntax = "proto3";
            import "google/protobuf/timestamp.proto";
            import "google/protobuf/wrappers.proto";
            import "google/protobuf/struct.proto";
            import "google/protobuf/any.proto";
            import "confluent/type/decimal.proto";
            message V { optional int64 t = 1; string k = 2; %s%s x = 3; }
            message M { optional int64 a = 1; repeated M m = 2; }
            enum E { A = 0; B = 5; }
            """
                .formatted(label, type);
        EventDecoder decoder =
            TopicDecoders.of(
                project.source("values"), Set.of(), 1 << 20, registry(Kind.PROTOBUF, schema));
        for (int i = 0; i < 300; i++) {
          ByteWriter out = new ByteWriter(64);
          out.octet(0);
          out.octet(8);
          out.varint(Orders.AT);
          out.octet(18);
          out.varint(1);
          out.octet('a');
          for (int n = random.nextInt(3); n > 0; n--) {
            int wire = new int[] {0, 1, 2, 2, 2, 3, 5}[random.nextInt(7)];
            out.varint(3 << 3 | wire);
            switch (wire) {
              case 0 -> out.varint(random.nextBoolean() ? random.nextInt(7) : random.nextLong());
              case 1 -> out.fixed64(random.nextLong());
              case 2 -> {
                ByteWriter in = new ByteWriter(16);
                for (int m = random.nextInt(4); m > 0; m--) {
                  in.varint(random.nextInt(40));
                  in.varint(random.nextBoolean() ? random.nextInt(5) : random.nextLong());
                }
                byte[] inside = in.toByteArray();
                out.varint(inside.length);
                for (byte each : inside) {
                  out.octet(each & 0xFF);
                }
              }
              default -> {
                out.octet(random.nextInt(256));
                out.octet(28);
              }
            }
          }
          Decoded decoded = decoder.decode(Orders.record(framed(7, out.toByteArray())));
          assertThat(decoded instanceof Event || decoded instanceof DeadLetter, is(true));
        }
      }
    }
  }

  @Test
  void aSchemaThatNamesAnotherEditionIsNamedInTheDeadLetter() {
    String schema = "edition = \"2023\"; message V { int64 t = 1; string k = 2; int64 x = 3; }";
    Decoded decoded =
        decode(
            project("protobuf", "long", ""),
            registry(Kind.PROTOBUF, schema),
            framed(7, new byte[9]));
    assertThat(((DeadLetter) decoded).detail(), containsString("schema 7"));
  }
}
