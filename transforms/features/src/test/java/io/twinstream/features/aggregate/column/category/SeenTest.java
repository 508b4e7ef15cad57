package io.twinstream.features.aggregate.column.category;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.OneColumn;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.laws.Payments;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Tests the columns that look for declared categories. */
class SeenTest {
  private static final Field ITEMS = Payments.SCHEMA.field("items");
  private static final int SLOT = Payments.SCHEMA.slot("items");
  private static final CategoryText TEXT = new CategoryText(SLOT, ITEMS);

  private static Seen seen(Set<String> wanted) {
    return new Seen(OneColumn.CELL, 0, TEXT, ITEMS, wanted);
  }

  /** An amount of n cents has 3 n - 5 items, and none if n is a multiple of 5. */
  private static List<Event> events(long... cents) {
    List<Event> events = new ArrayList<>();
    for (long each : cents) {
      events.add(Payments.event(events.size(), 0, 0, "e" + events.size(), each, "approved"));
    }
    return events;
  }

  @Property(tries = 30)
  void eachDeclaredCategoryIsOneBit(@ForAll long seed) {
    Random random = new Random(seed);
    Set<String> wanted = new TreeSet<>();
    for (int i = random.nextInt(1, 200); i > 0; i--) {
      wanted.add(Integer.toString(random.nextInt(300)));
    }
    List<Event> events = events(random.longs(random.nextInt(100), 1, 100).toArray());
    Seen seen = seen(wanted);
    OneColumn column = new OneColumn(seen);
    Column.Row row = column.of(events);
    long expected =
        events.stream()
            .filter(event -> !event.isNull(SLOT))
            .map(TEXT::of)
            .filter(wanted::contains)
            .distinct()
            .count();
    assertThat(seen.count(row), is(expected));
    assertThat(column.bytes(column.merged(events, random)), equalTo(column.bytes(row)));
    byte[] bytes = column.bytes(row);
    assertThat(column.bytes(column.read(bytes, events.size())), equalTo(bytes));
  }

  /** A change of these bytes is a change of the stored format. */
  @Test
  void theBytesEqualTheGoldenBytes() {
    OneColumn column = new OneColumn(seen(Set.of("-2", "1", "4", "9")));
    byte[] bytes = column.bytes(column.of(events(1, 3, 3, 5, 7)));
    assertThat(HexFormat.of().formatHex(bytes), is("05")); // In the order of text: -2, 1, 4, 9.
    assertThrows(IllegalArgumentException.class, () -> column.read(new byte[] {16}, 5));
  }

  @Test
  void matchesAreCounted() {
    ValueCount values = new ValueCount(OneColumn.CELL + 1, 0, SLOT, ITEMS);
    Matches matches = new Matches(OneColumn.CELL, 0, TEXT, ITEMS, Set.of("4", "-2"), values);
    Column.Row row = new Column.Row();
    row.cells = new long[OneColumn.CELL + 2];
    events(1, 3, 3, 5, 7).forEach(event -> matches.add(row, event));
    assertThat(matches.show(row), is("3"));
    OneColumn column = new OneColumn(matches);
    row.set(Tiles.COUNT, 5);
    byte[] bytes = column.bytes(row);
    assertThat(HexFormat.of().formatHex(bytes), is("03"));
  }

  @Test
  void descriptionsDistinguishTextsThatLookAlike() {
    assertThat(
        CategoryText.describe(List.of("a, b")), not(CategoryText.describe(List.of("a", "b"))));
    assertThat(seen(Set.of("1")).describe(), not(seen(Set.of("1", "2")).describe()));
  }
}
