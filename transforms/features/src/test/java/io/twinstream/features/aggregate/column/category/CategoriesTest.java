package io.twinstream.features.aggregate.column.category;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.column.OneColumn;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.laws.Payments;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CategoriesTest {
  private static final Field MERCHANT = Payments.SCHEMA.field("merchant");
  private static final Field AMOUNT = Payments.SCHEMA.field("amount");
  private static final int AMOUNT_SLOT = Payments.SCHEMA.slot("amount");
  private static final CategoryText TEXT =
      new CategoryText(Payments.SCHEMA.slot("merchant"), MERCHANT);

  private static Categories categories(Measure.Kind kind, int cap) {
    Measure measure =
        kind == Measure.Kind.COUNT ? Measure.count() : Measure.of(kind, AMOUNT, AMOUNT_SLOT);
    return new Categories(OneColumn.CELL, 0, TEXT, MERCHANT, measure, cap);
  }

  /** Of forty merchants; sums of extreme amounts exceed 64 bits. */
  private static List<Event> events(Random random, int n) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Long cents =
          switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> Long.MAX_VALUE - random.nextInt(10);
            case 2 -> Long.MIN_VALUE + random.nextInt(10);
            default -> random.nextLong(-100, 100);
          };
      events.add(Payments.event(i, 0, 0, "e" + i, cents, "approved"));
    }
    return events;
  }

  @Property(tries = 100)
  void anyOrderOfMergesGivesTheSameBytes(@ForAll long seed) {
    Random random = new Random(seed);
    Measure.Kind kind = List.of(Measure.Kind.values()).get(random.nextInt(4));
    OneColumn column = new OneColumn(categories(kind, random.nextInt(1, 50)));
    List<Event> events = events(random, random.nextInt(120));
    byte[] bytes = column.bytes(column.of(events));
    assertThat(column.bytes(column.merged(events, random)), equalTo(bytes));
    assertThat(column.bytes(column.read(bytes, events.size())), equalTo(bytes));
  }

  @Property(tries = 100)
  void theCategoriesOfLeastHashAreKeptAndTheOthersAreSummed(@ForAll long seed) {
    Random random = new Random(seed);
    int cap = random.nextInt(1, 50);
    Categories categories = categories(Measure.Kind.SUM, cap);
    List<Event> events = events(random, random.nextInt(1, 120));
    Map<String, BigInteger> sums = new TreeMap<>();
    for (Event event : events) {
      if (!event.isNull(AMOUNT_SLOT)) {
        sums.merge(TEXT.of(event), BigInteger.valueOf(event.bits(AMOUNT_SLOT)), BigInteger::add);
      }
    }
    List<String> order = new ArrayList<>(sums.keySet());
    order.sort(Comparator.comparing(CategoryTable::hash, Long::compareUnsigned));

    Counted counted = categories.counted(new OneColumn(categories).merged(events, random));

    assertThat(counted.size(), is(Math.min(cap, sums.size())));
    assertThat(counted.isFolded(), is(sums.size() > cap));
    for (int i = 0; i < counted.size(); i++) {
      assertThat(counted.category(i), is(order.get(i)));
      assertThat(counted.sum(i), is(sums.get(order.get(i))));
    }
    if (counted.isFolded()) {
      BigInteger rest =
          order.stream().skip(cap).map(sums::get).reduce(BigInteger.ZERO, BigInteger::add);
      assertThat(counted.sum(Counted.FOLDED), is(rest));
    }
  }

  @Test
  void extremesOfCategoriesAreThoseOfTheirValues() {
    List<Event> events = new ArrayList<>();
    for (long cents : new long[] {40, 80, -40, 41, 1}) {
      events.add(Payments.event(events.size(), 0, 0, "e" + cents, cents, "approved"));
    }
    Categories least = categories(Measure.Kind.LEAST, 9);
    Counted counted = least.counted(new OneColumn(least).of(events));
    Integer[] sorted = counted.sorted();
    assertThat(counted.category(sorted[0]), is("m0"));
    assertThat(counted.bits(sorted[0]), is(-40L));
    assertThat(counted.count(sorted[0]), is(3L));
    assertThat(counted.bits(sorted[1]), is(1L));
    Categories greatest = categories(Measure.Kind.GREATEST, 9);
    counted = greatest.counted(new OneColumn(greatest).of(events));
    assertThat(counted.bits(counted.sorted()[0]), is(80L));
    assertThat(counted.category(counted.mostFrequent()), is("m0"));
  }

  @Test
  void ofEquallyFrequentCategoriesTheFirstByBytesIsTheMostFrequent() {
    List<Event> events = new ArrayList<>();
    for (long cents : new long[] {3, 20, 2, 3, 20, 2, 5}) {
      events.add(Payments.event(events.size(), 0, 0, "e", cents, "approved"));
    }
    Categories categories = categories(Measure.Kind.COUNT, 9);
    Counted counted = categories.counted(new OneColumn(categories).of(events));
    assertThat(counted.category(counted.mostFrequent()), is("m2"));
    assertThat(counted.total(), is(7L));
  }

  /** A change of these bytes is a change of the stored format. */
  @Test
  void theBytesEqualTheGoldenBytes() {
    List<Event> events = events(new Random(1), 9);
    assertThat(
        List.of(
            hex(Measure.Kind.COUNT, 2, List.of()),
            hex(Measure.Kind.COUNT, 2, events),
            hex(Measure.Kind.COUNT, 9, events),
            hex(Measure.Kind.SUM, 3, events),
            hex(Measure.Kind.LEAST, 2, events)),
        is(
            List.of(
                "00",
                "02036d333501026d30010107",
                "08036d333501026d3001036d323802026d3501036d333801036d333401036d333701" + "026d3701",
                "03036d33350109026d3001f0ffffffffffffffff01036d323802700105a201",
                "02036d33350109026d3001f0ffffffffffffffff010107f3ffffffffffffffff01")));
  }

  private static String hex(Measure.Kind kind, int cap, List<Event> events) {
    OneColumn column = new OneColumn(categories(kind, cap));
    return HexFormat.of().formatHex(column.bytes(column.of(events)));
  }

  @Test
  void damagedBytesAreRefused() {
    OneColumn column = new OneColumn(categories(Measure.Kind.COUNT, 2));
    List<Event> events = new ArrayList<>();
    for (long cents : new long[] {1, 2, 3}) {
      events.add(Payments.event(cents, 0, 0, "e" + cents, cents, "approved"));
    }
    byte[] good = column.bytes(column.of(events));
    byte[] swapped = good.clone();
    System.arraycopy(good, 1, swapped, 5, 4);
    System.arraycopy(good, 5, swapped, 1, 4);
    byte[] flag = good.clone();
    flag[9] = 2;
    assertThat(column.bytes(column.read(good, 3)), equalTo(good));
    assertThrows(IllegalArgumentException.class, () -> column.read(good, 2));
    assertThrows(IllegalArgumentException.class, () -> column.read(swapped, 3));
    assertThrows(IllegalArgumentException.class, () -> column.read(flag, 3));
    assertThat(good.length, lessThan(12));
  }
}
