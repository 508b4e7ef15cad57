package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventSorterTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1_000})
  void sortsByKnownTimeThenPositionThoughLittleFitsInMemory(int bufferSize) throws Exception {
    List<RawRecord> orders = Shop.orders(5, 100);
    List<Event> shuffled = Shop.events("orders", orders);
    List<Event> expected = new ArrayList<>(shuffled);
    expected.sort(EventSorter.BY_KNOWN);
    Collections.shuffle(shuffled, new Random(2));
    List<Event> sorted = new ArrayList<>();
    try (EventSorter sorter = new EventSorter(EventCoder.of(Shop.PROJECT, "orders"), bufferSize)) {
      for (Event event : shuffled) {
        sorter.add(event);
      }
      sorter.sorted().forEachRemaining(sorted::add);
    }
    assertThat(sorted, is(expected));
  }
}
