package io.twinstream.features.expression;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.event.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("status", FieldType.STRING),
              new Field("amount", FieldType.decimal(2)),
              new Field("quantity", FieldType.LONG),
              new Field("score", FieldType.DOUBLE),
              new Field("online", FieldType.BOOLEAN),
              new Field("timestamp", FieldType.TIMESTAMP),
              new Field("type", FieldType.STRING),
              new Field("absent", FieldType.STRING)));

  /** Wednesday 2026-03-04T05:06:07.008Z. */
  private static final Event EVENT =
      new Event(
          new Position("test", 0, 0),
          0,
          0,
          "",
          0,
          new long[] {
            0, 1234, 7, Double.doubleToRawLongBits(0.5), 1, 1_772_600_767_008L, 0, 0,
          },
          new String[] {"approved", null, null, null, null, null, "buy", null},
          new boolean[] {true, true, true, true, true, true, true, false});

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "status == 'approved' ; true",
        "status != 'approved' ; false",
        "amount > 10 ; true",
        "amount > 10.0 ; true",
        "amount == 12.34 ; true",
        "amount * 2 > 24 && quantity < 8 ; true",
        "quantity % 2 == 1 ; true",
        "quantity / 2 == 3.5 ; true",
        "status in ['approved', 'settled'] ; true",
        "status.startsWith('app') ; true",
        "size(status) == 8 ; true",
        "online ; true",
        "!online ; false",
        "timestamp.getHours() == 5 ; true",
        "timestamp.getDayOfWeek() == 3 ; true",
        "timestamp > timestamp('2026-01-01T00:00:00Z') ; true",
        "type == 'buy' ; true",
        "has(status) ; true",
        "has(absent) ; false",
        "absent == 'x' ; false",
        "absent != 'x' ; false",
        "absent == 'x' || online ; true",
        "!(absent == 'x') ; false",
        "has(absent) ? absent == 'x' : true ; true",
      })
  void decides(String filter, boolean counts) {
    assertThat(Filters.compile(SCHEMA, filter).test(EVENT), is(counts));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "amout > 10 ; no name 'amout' (column 1); did you mean amount?",
        "amount > ; the expression ends too early (column 9)",
        "amount ; a filter must be true or false, this is a number",
        "status > 5 ; '>' does not accept text and number (column 8); put text in quotes",
        "absent == null ; does not accept text and null (column 8); nothing equals null; write"
            + " has(name)",
        "has(amount + 1) ; has() needs a name",
        "has(amuont) ; no name 'amuont' (column 4); did you mean amount?",
        "online and online ; unexpected 'and' (column 8); write &&",
        "amount = 5 ; unexpected = (column 8); write ==",
        "status == 'x ; unexpected 'x (column 11); close the quotation",
        "amount.value > 3 ; a number has no fields",
        "!amount ; '!' does not accept number",
        "online ? 1 : 'a' ; the two sides of ':' differ: number and text",
        "amount ? online : online ; the condition before '?' is a number",
        "status.foo() ; no function 'foo'",
        "status.startWith('a') ; no function 'startWith' (column 17); did you mean startsWith?",
        "evnt.amount > 3 ; no name 'evnt.amount'",
      })
  void refuses(String filter, String told) {
    ExpressionException e =
        assertThrows(ExpressionException.class, () -> Filters.compile(SCHEMA, filter));
    assertThat(e.getMessage(), containsString(told));
  }

  @Test
  void survivesSerialization() throws Exception {
    EventPredicate filter = Filters.compile(SCHEMA, "amount > 10");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(filter);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((EventPredicate) in.readObject()).test(EVENT), is(true));
    }
  }
}
