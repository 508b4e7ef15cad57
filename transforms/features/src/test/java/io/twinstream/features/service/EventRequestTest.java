package io.twinstream.features.service;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRequestTest {
  private static final Schema SOURCE =
      new Schema(
          List.of(
              new Field("at", FieldType.TIMESTAMP),
              new Field("quantity", FieldType.LONG),
              new Field("weight", FieldType.DOUBLE),
              new Field("item", FieldType.STRING),
              new Field("amount", FieldType.decimal(2))));

  @Test
  void fieldsAreMatchedByNameAndReadAsFeaturesAre() {
    Schema fields =
        new Schema(
            List.of(
                new Field("amount", FieldType.decimal(3)),
                new Field("item", FieldType.STRING),
                new Field("at", FieldType.TIMESTAMP),
                new Field("weight", FieldType.DOUBLE),
                new Field("other", FieldType.LONG)));
    EventRequest request = EventRequest.of(fields, SOURCE);
    assertThat(request.missing(), contains("other"));
    Event event =
        new Event(
            new Position("t", 0, 0),
            0,
            0,
            "",
            0,
            new long[] {5, 7, 0, 0, 1234},
            new String[] {null, null, null, "pen", null},
            new boolean[] {true, true, false, true, true});
    assertThat(request.row(event).toString(), is("[12.34, pen, 5, null, null]"));
  }

  @Test
  void fieldsOfOtherTypesAreRefused() {
    Schema fields =
        new Schema(
            List.of(new Field("quantity", FieldType.STRING), new Field("at", FieldType.LONG)));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> EventRequest.of(fields, SOURCE));
    assertThat(
        e.getMessage(),
        is(
            "the request's field 'quantity' is a string, the event's is a long; the request's field"
                + " 'at' is a long, the event's is a timestamp"));
  }
}
