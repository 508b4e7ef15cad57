package io.twinstream.features.aggregate.column.quantile;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notANumber;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.OneColumn;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.laws.Payments;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QuantilesTest {
  private static final Field AMOUNT = Payments.SCHEMA.field("amount");
  private static final int MANY = 4096;

  private static Quantiles quantiles(int kept) {
    return new Quantiles(
        OneColumn.CELL, 0, Payments.SCHEMA.slot("amount"), AMOUNT, new BigDecimal("0.01"), kept);
  }

  private static List<Event> events(long... cents) {
    List<Event> events = new ArrayList<>();
    for (long each : cents) {
      events.add(Payments.event(events.size(), 0, 0, "e" + events.size(), each, "approved"));
    }
    return events;
  }

  /** Of magnitudes from a cent to the greatest, of both signs; some are zero. */
  private static long[] cents(Random random, int n) {
    return LongStream.generate(() -> random.nextLong() >> random.nextInt(1, 64)).limit(n).toArray();
  }

  private static Quantile q(String q) {
    return new Quantile(new BigDecimal(q));
  }

  @Property(tries = 50)
  void quantilesAreWithinTheErrorOfExactOnes(@ForAll long seed) {
    Random random = new Random(seed);
    long[] cents = cents(random, random.nextInt(1, 200));
    Quantiles quantiles = quantiles(MANY);
    Column.Row row = new OneColumn(quantiles).of(events(cents));
    long[] sorted = LongStream.of(cents).sorted().toArray();
    for (int percent = 0; percent <= 100; percent++) {
      BigDecimal q = BigDecimal.valueOf(percent, 2);
      BigDecimal rank = q.multiply(BigDecimal.valueOf(cents.length - 1));
      long exact = sorted[rank.setScale(0, RoundingMode.FLOOR).intValueExact()];
      double value = quantiles.quantile(row, new Quantile(q));
      assertThat(value, is(closeTo(exact / 100.0, Math.abs(exact / 100.0) * 0.01 * (1 + 1e-9))));
    }
  }

  @Property(tries = 50)
  void anyOrderOfMergesGivesTheSameBytes(@ForAll long seed) {
    Random random = new Random(seed);
    OneColumn column = new OneColumn(quantiles(random.nextInt(1, 200)));
    List<Event> events = events(cents(random, random.nextInt(200)));
    byte[] bytes = column.bytes(column.of(events));
    assertThat(column.bytes(column.merged(events, random)), equalTo(bytes));
    assertThat(column.bytes(column.read(bytes, events.size())), equalTo(bytes));
  }

  @Test
  void aQuantileWhoseBucketIsNotKeptHasNoValue() {
    Quantiles quantiles = quantiles(16);
    Column.Row row = new OneColumn(quantiles).of(events(-3, 0, 2, 100_000, 101_000, 50));
    assertThat(quantiles.quantile(row, q("0")), is(notANumber()));
    assertThat(quantiles.quantile(row, q("0.2")), is(0.0));
    assertThat(quantiles.quantile(row, q("0.4")), is(notANumber()));
    assertThat(quantiles.quantile(row, q("0.79")), is(notANumber()));
    assertThat(quantiles.quantile(row, q("0.8")), is(closeTo(1000, 10)));
    assertThat(quantiles.quantile(row, q("1")), is(closeTo(1010, 10.1)));
    assertThat(quantiles.show(row), is("6 values in 4 buckets"));
  }

  @Test
  void noValuesHaveNoQuantile() {
    Quantiles quantiles = quantiles(16);
    assertThat(quantiles.quantile(new OneColumn(quantiles).none(), q("0.5")), is(notANumber()));
  }

  @Property(tries = 100)
  void ranksAreExact(@ForAll long seed) {
    Random random = new Random(seed);
    BigDecimal q = BigDecimal.valueOf(random.nextLong(1_000_000_000_000_000_001L), 18);
    long n = 1 + (random.nextLong(Long.MAX_VALUE) >> random.nextInt(63));
    BigDecimal rank = q.multiply(BigDecimal.valueOf(n - 1)).setScale(0, RoundingMode.FLOOR);
    assertThat(new Quantile(q).rank(n), is(rank.longValueExact()));
  }

  /** A change of these bytes is a change of the stored format. */
  @Test
  void theBytesEqualTheGoldenBytes() {
    OneColumn column = new OneColumn(quantiles(512));
    assertThat(
        List.of(
            hex(column, events()),
            hex(column, events(1234)),
            hex(column, events(1234, 1235, 0, -1234, 99_999, 1)),
            hex(column, events(1234, 1235, 0, -1234, 99_999_900, 1))),
        is(List.of("00", "01cc0501", "05cb0501e502010001e40202db0101", "04010100010003990701")));
  }

  private static String hex(OneColumn column, List<Event> events) {
    return HexFormat.of().formatHex(column.bytes(column.of(events)));
  }

  @Test
  void damagedBytesAreRefused() {
    OneColumn column = new OneColumn(quantiles(16));
    byte[] good = HexFormat.of().parseHex("0204010001"); // One value in each of the keys 2 and 3.
    assertThat(column.bytes(column.read(good, 4)), equalTo(good));
    for (String bytes :
        List.of(
            "010405", // More values than events.
            "010400", // An empty bucket.
            "02040100", // The end is missing.
            "01ffffffffffffffffff0101", // No such bucket.
            "020401ffffffffffffffffff0101", // No such step.
            "0204012001")) { // The key 2 should have been folded, since 35 - 16 is above it.
      byte[] damaged = HexFormat.of().parseHex(bytes);
      assertThrows(IllegalArgumentException.class, () -> column.read(damaged, 4), bytes);
    }
  }
}
