package io.twinstream.formats;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.format.TopicDecoders;
import io.twinstream.features.format.WriterSchemas;
import io.twinstream.features.load.Definitions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Protobuf's rules for fields that occur twice, choices, packed values and maps. */
class ProtobufMergeTest {
  private static final String PROTO =
      """
      syntax = "proto3";
      message M {
        message Inner { optional int64 a = 1; optional int64 b = 2; }
        int64 t = 1;
        string k = 2;
        optional int64 one = 3;
        Inner inner = 4;
        oneof choice { int64 left = 5; string right = 6; int64 unread = 7; }
        repeated int32 packed = 8;
        map<string, int64> counts = 9;
        map<int32, string> names = 10;
      }
      """;
  private static final Project PROJECT =
      Definitions.parse(
          Map.of(
              "m.yaml",
              """
              project: merges
              sources:
                m:
                  format: {type: protobuf, schema: m.proto}
                  event_time: t
                  fields:
                    t: {type: timestamp, path: t}
                    k: string
                    one: long
                    a: {type: long, path: inner.a}
                    b: {type: long, path: inner.b}
                    left: long
                    right: string
                    packed: {type: array(long), default: []}
                    x: {type: long, path: counts.x}
                    seven: {type: string, path: names.7}
              """
                  .replace("t: {type: timestamp, path: t}", "t: timestamp"),
              "schemas/m.proto",
              PROTO.replace("int64 t = 1", "optional int64 t = 1")));

  private interface Body {
    void write(CodedOutputStream out) throws IOException;
  }

  private static Event event(Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt64(1, Orders.AT);
    out.writeString(2, "a");
    body.write(out);
    out.flush();
    EventDecoder decoder =
        TopicDecoders.of(PROJECT.source("m"), Set.of(), 1 << 20, WriterSchemas.NONE);
    Decoded decoded = decoder.decode(Orders.record(bytes.toByteArray()));
    assertThat(String.valueOf(decoded), decoded, instanceOf(Event.class));
    return (Event) decoded;
  }

  private static String value(Event event, String field) {
    Schema schema = PROJECT.source("m").schema();
    int slot = schema.slot(field);
    return event.isNull(slot)
        ? "null"
        : event.text(slot) != null
            ? event.text(slot)
            : schema.field(slot).type().isArray()
                ? event.array(slot).toString()
                : Long.toString(event.bits(slot));
  }

  @Test
  void theLastOfTwoValuesCounts() throws IOException {
    Event event =
        event(
            out -> {
              out.writeInt64(3, 1);
              out.writeInt64(3, 2);
            });
    assertThat(value(event, "one"), is("2"));
  }

  @Test
  void messagesAreMerged() throws IOException {
    Event event =
        event(
            out -> {
              out.writeByteArray(4, new byte[] {8, 1});
              out.writeByteArray(4, new byte[] {16, 2});
            });
    assertThat(value(event, "a"), is("1"));
    assertThat(value(event, "b"), is("2"));
  }

  @Test
  void ofAChoiceTheLastCounts() throws IOException {
    Event event =
        event(
            out -> {
              out.writeInt64(5, 1);
              out.writeString(6, "r");
            });
    assertThat(value(event, "left"), is("null"));
    assertThat(value(event, "right"), is("r"));
    Event unread =
        event(
            out -> {
              out.writeInt64(5, 1);
              out.writeInt64(7, 1);
            });
    assertThat(value(unread, "left"), is("null"));
  }

  @Test
  void aChoiceOfZeroIsThere() throws IOException {
    assertThat(value(event(out -> out.writeInt64(5, 0)), "left"), is("0"));
  }

  @Test
  void valuesMayBePackedOrNot() throws IOException {
    Event event =
        event(
            out -> {
              out.writeInt32(8, 1);
              out.writeByteArray(8, new byte[] {2, 3});
              out.writeInt32(8, 4);
            });
    assertThat(value(event, "packed"), is("[1,2,3,4]"));
    assertThat(value(event(out -> {}), "packed"), is("[]"));
  }

  @Test
  void ofEqualKeysOfAMapTheLastCounts() throws IOException {
    byte[] first = {10, 1, 'x', 16, 1};
    byte[] second = {16, 2, 10, 1, 'x'};
    byte[] third = {10, 1, 'y', 16, 3};
    Event event =
        event(
            out -> {
              out.writeByteArray(9, first);
              out.writeByteArray(9, second);
              out.writeByteArray(9, third);
              out.writeByteArray(10, new byte[] {8, 7, 18, 1, 'z'});
            });
    assertThat(value(event, "x"), is("2"));
    assertThat(value(event, "seven"), is("z"));
    assertThat(value(event(out -> out.writeByteArray(9, new byte[] {10, 1, 'x'})), "x"), is("0"));
  }

  @Test
  void aValueInAnotherEncodingIsAnUnknownField() throws IOException {
    Event event =
        event(
            out -> {
              out.writeString(3, "text");
              out.writeTag(99, WireFormat.WIRETYPE_START_GROUP);
              out.writeInt64(1, 5);
              out.writeTag(99, WireFormat.WIRETYPE_END_GROUP);
              out.writeInt64(3, 4);
            });
    assertThat(value(event, "one"), is("4"));
  }
}
