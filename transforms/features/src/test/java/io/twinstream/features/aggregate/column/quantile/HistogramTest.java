package io.twinstream.features.aggregate.column.quantile;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.column.OneColumn;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.laws.Payments;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static Histogram histogram(String field, String... bounds) {
    Field of = Payments.SCHEMA.field(field);
    return new Histogram(
        OneColumn.CELL,
        0,
        Payments.SCHEMA.slot(field),
        of,
        Arrays.stream(bounds).map(BigDecimal::new).toList());
  }

  private static List<Event> events(long... cents) {
    List<Event> events = new ArrayList<>();
    for (long each : cents) {
      events.add(Payments.event(events.size(), 0, 0, "e" + events.size(), each, "approved"));
    }
    return events;
  }

  private static String counts(Histogram histogram, long... cents) {
    return histogram.show(new OneColumn(histogram).of(events(cents)));
  }

  @Test
  void aBoundIsInTheBucketAboveIt() {
    assertThat(counts(histogram("amount", "0", "2.5"), -1, 0, 249, 250, 251), is("1, 2, 2"));
  }

  @Test
  void boundsBetweenTwoValuesOfTheFieldAreAllPassedTogether() {
    String[] bounds = {"0.991", "0.995", "1.00", "1.001", "1.01"};
    assertThat(counts(histogram("amount", bounds), 99, 100, 101), is("1, 0, 0, 1, 0, 1"));
  }

  @Test
  void boundsBeyondAllValuesAreNeverPassed() {
    String[] bounds = {"-999999999999999999", "92233720368547758.07", "999999999999999999"};
    assertThat(
        counts(histogram("amount", bounds), Long.MIN_VALUE, 0, Long.MAX_VALUE), is("0, 2, 1, 0"));
  }

  /** The risk of an amount is a seventh of its cents. */
  @Test
  void doublesAreComparedExactly() {
    // The double nearest to 1/7, and to the last bound, is between the last two bounds.
    String[] bounds = {"0", "0.14285714285714284", "0.14285714285714285"};
    assertThat(counts(histogram("risk", bounds), -1, 0, 1, 2), is("1, 1, 1, 1"));
  }

  @Property(tries = 30)
  void anyOrderOfMergesGivesTheSameBytes(@ForAll long seed) {
    Random random = new Random(seed);
    OneColumn column = new OneColumn(histogram("amount", "-20", "0", "1.5", "30"));
    List<Event> events = events(random.longs(random.nextInt(50), -4000, 4000).toArray());
    byte[] bytes = column.bytes(column.of(events));
    assertThat(column.bytes(column.merged(events, random)), equalTo(bytes));
    assertThat(column.bytes(column.read(bytes, events.size())), equalTo(bytes));
  }

  /** A change of these bytes is a change of the stored format. */
  @Test
  void theBytesEqualTheGoldenBytes() {
    OneColumn column = new OneColumn(histogram("amount", "0", "2.5"));
    byte[] bytes = column.bytes(column.of(events(-1, 0, 249, 250, 251)));
    assertThat(HexFormat.of().formatHex(bytes), is("010202"));
    assertThrows(IllegalArgumentException.class, () -> column.read(bytes, 4));
  }
}
