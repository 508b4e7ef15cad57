package io.twinstream.features.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests that the identity of an event does not depend on the declaration of its source. */
class EventIdentityTest {
  private static final List<Field> FIELDS =
      List.of(
          new Field("id", FieldType.STRING),
          new Field("card", FieldType.STRING),
          new Field("amount", FieldType.decimal(2)),
          new Field("time", FieldType.TIMESTAMP));

  private static final String RECORD =
      "{\"id\": \"t1\", \"card\": \"c1\", \"amount\": 12.5, \"time\": \"2026-03-01T10:00:00Z\"}";

  /** A change of this number is a change of what states and archives hold. */
  private static final long GOLDEN = -5_212_125_967_850_859_325L;

  @Test
  void theIdentityEqualsTheGoldenOne() {
    assertThat(identity(FIELDS, RECORD), is(GOLDEN));
  }

  @Test
  void declaringAFieldLaterChangesNoIdentity() {
    for (int at = 0; at <= FIELDS.size(); at++) {
      for (FieldType type : List.of(FieldType.STRING, FieldType.LONG, FieldType.BOOLEAN)) {
        List<Field> more = new ArrayList<>(FIELDS);
        more.add(at, new Field("country", type));
        assertThat(identity(more, RECORD), is(GOLDEN));
      }
    }
  }

  @Test
  void aComputedFieldOrAnotherOrderChangesNoIdentity() {
    List<Field> computed = new ArrayList<>(FIELDS);
    computed.add(new Field("twice", FieldType.decimal(2), "amount * 2.0"));
    assertThat(identity(computed, RECORD), is(GOLDEN));
    List<Field> reversed = new ArrayList<>(FIELDS);
    Collections.reverse(reversed);
    assertThat(identity(reversed, RECORD), is(GOLDEN));
  }

  @Test
  void aNullFieldChangesNoIdentity() {
    List<Field> more = new ArrayList<>(FIELDS);
    more.add(new Field("country", FieldType.STRING));
    String empty = RECORD.replace("}", ", \"country\": \"\"}");
    assertThat(identity(more, RECORD.replace("}", ", \"country\": null}")), is(GOLDEN));
    assertThat(identity(more, empty), is(GOLDEN));
  }

  @Test
  void aValueCountsUnderItsName() {
    List<Field> more = new ArrayList<>(FIELDS);
    more.add(new Field("from", FieldType.STRING));
    more.add(new Field("to", FieldType.STRING));
    long from = identity(more, RECORD.replace("}", ", \"from\": \"DE\"}"));
    long to = identity(more, RECORD.replace("}", ", \"to\": \"DE\"}"));
    assertThat(from, not(GOLDEN));
    assertThat(from, not(to));
    assertThat(identity(FIELDS, RECORD.replace("12.5", "12.51")), not(GOLDEN));
    assertThat(identity(FIELDS, RECORD.replace("12.5", "12.50")), is(GOLDEN));
  }

  private static long identity(List<Field> fields, String json) {
    Source source =
        new Source(
            "payments",
            "payments",
            new Schema(fields),
            "time",
            Optional.of("id"),
            true,
            Duration.ofMillis(1),
            Source.DEFAULT_MAX_FUTURE_SKEW,
            Source.DEFAULT_MAX_LATENESS,
            Duration.ZERO,
            HistoryMapping.DEFAULT);
    RawRecord record =
        new RawRecord(
            new Position("payments", 0, 0),
            1_772_359_200_000L,
            json.getBytes(StandardCharsets.UTF_8));
    return Decoders.event(EventDecoders.live(source, Set.of(), 1000).decode(record)).identity();
  }
}
