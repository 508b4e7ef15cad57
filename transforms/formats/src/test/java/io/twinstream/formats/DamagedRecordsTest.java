package io.twinstream.formats;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Reason;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged bytes become dead letters, or other events; never exceptions or long loops. */
class DamagedRecordsTest {
  private static final String JSON =
      """
      {"id": "o1", "at": "2026-03-01T10:00:00Z", "card": "c1", "amount": 12.50, "count": 3,
       "status": "PAID", "device": {"os": "ios", "geo": {"lat": 1.5}}, "vector": [1.5, 2.5],
       "items": [{"sku": "a", "price": 1.25}, {"sku": "b"}], "attributes": {"color": "red"},
       "blob": "/+8="}
      """;

  private static Project project(String format) {
    return format.equals("avro") ? Orders.AVRO : Orders.PROTOBUF;
  }

  @Test
  void eachPartOfAnAvroRecordIsMalformed() {
    byte[] whole = Orders.encode(Orders.AVRO, JSON);
    assertThat(Orders.decode(Orders.AVRO, whole), instanceOf(Event.class));
    for (int length = 0; length < whole.length; length++) {
      Decoded decoded = Orders.decode(Orders.AVRO, Arrays.copyOf(whole, length));
      assertThat("of " + length, decoded, instanceOf(DeadLetter.class));
      assertThat(((DeadLetter) decoded).reason(), is(Reason.MALFORMED));
      assertThat(((DeadLetter) decoded).detail(), containsString("not Avro: "));
    }
    DeadLetter longer =
        (DeadLetter) Orders.decode(Orders.AVRO, Arrays.copyOf(whole, whole.length + 1));
    assertThat(longer.detail(), containsString("1 bytes too many"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"avro", "protobuf"})
  void anyBytesAreAnEventOrADeadLetter(String format) {
    Project project = project(format);
    EventDecoder decoder = Orders.decoder(project);
    byte[] whole = Orders.encode(project, JSON);
    Random random = new Random(7);
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = i % 3 == 0 ? new byte[random.nextInt(60)] : whole.clone();
      if (i % 3 == 0) {
        random.nextBytes(bytes);
      } else {
        for (int n = random.nextInt(4); n >= 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      assertThat(
          decoder.decode(Orders.record(bytes)),
          anyOf(instanceOf(Event.class), instanceOf(DeadLetter.class)));
    }
    assertThat("no state is left", decoder.decode(Orders.record(whole)), is(Orders.json(JSON)));
  }

  @Test
  void manyElementsWithoutBytesAreMalformed() {
    String nulls = "{\"type\": \"array\", \"items\": \"null\"}";
    Project project =
        Orders.project(
            "{type: avro, schema: order.avsc}",
            "{\"name\": \"note\", \"type\": [\"null\", \"string\"], \"default\": null}",
            "{\"name\": \"note\", \"type\": " + nulls + "}");
    ByteWriter out = new ByteWriter(16);
    out.signed(1L << 60);
    long start = System.nanoTime();
    DeadLetter letter = (DeadLetter) Orders.decode(project, out.toByteArray());
    assertThat(letter.detail(), containsString("more elements than bytes"));
    assertThat((System.nanoTime() - start) / 1e9, lessThan(5.0));
  }

  @Test
  void aRecordNestedTooDeepIsMalformed() {
    ByteWriter out = new ByteWriter(16);
    out.signed(0); // note
    for (int i = 0; i < 11; i++) {
      out.signed(0); // up to status
    }
    for (int i = 0; i < 100_000; i++) {
      out.signed(1); // a device, whose parent is
    }
    DeadLetter letter = (DeadLetter) Orders.decode(Orders.AVRO, out.toByteArray());
    assertThat(letter.detail(), containsString("nested deeper than 1000"));
  }
}
