package io.twinstream.features.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputedSlotsTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("at", FieldType.TIMESTAMP),
              new Field("quantity", FieldType.LONG),
              new Field("price", FieldType.decimal(3)),
              new Field("revenue", FieldType.decimal(3), "quantity * price"),
              new Field("whole", FieldType.LONG, "revenue / 2"),
              new Field("night", FieldType.BOOLEAN, "at.getHours() < 6"),
              new Field("label", FieldType.STRING, "quantity > 5 ? 'bulk' : ''")));

  private static Decoded decode(String json) {
    Source source =
        new Source(
            "lines",
            "lines",
            SCHEMA,
            "at",
            Optional.empty(),
            false,
            Duration.ofMillis(1),
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ZERO,
            HistoryMapping.DEFAULT);
    return EventDecoders.live(source, Set.of(), EventDecoder.DEFAULT_MAX_BYTES)
        .decode(new RawRecord(new Position("t", 0, 0), 0, json.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "6, 2.550, 15300, 8",
    "1, 0.001, 1, 0",
    "3, 0.1, 300, 0",
    "-12, 0.615, -7380, -4",
  })
  void multipliesExactly(long quantity, String price, long revenue, long whole) {
    Event event =
        (Event) decode("{\"at\": 0, \"quantity\": " + quantity + ", \"price\": " + price + "}");
    assertThat(event.bits(3), is(revenue));
    assertThat(event.bits(4), is(whole));
  }

  @Test
  void nullPropagatesAndEmptyTextIsNull() {
    Event event = (Event) decode("{\"at\": 0, \"quantity\": 1, \"revenue\": 5}");
    assertThat(event.isNull(3), is(true));
    assertThat(event.isNull(6), is(true));
    assertThat(event.bits(5), is(1L));
    assertThat(((Event) decode("{\"at\": 0, \"quantity\": 9}")).text(6), is("bulk"));
  }

  @Test
  void aValueOutOfRangeIsADeadLetter() {
    Decoded decoded =
        decode("{\"at\": 0, \"quantity\": 9000000000000000000, \"price\": 100000000000000}");
    assertThat(((DeadLetter) decoded).reason(), is(Reason.OUT_OF_RANGE));
  }
}
