package io.twinstream.beam.packed;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.beam.Shop;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SorterTest {
  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::known).thenComparing(Event::position);

  @ParameterizedTest
  @ValueSource(ints = {1, 700, 3_000, 1 << 20})
  void sortsThoughLittleFitsInMemory(int bufferBytes) throws Exception {
    List<RawRecord> orders = Shop.orders(5, 100);
    List<Event> shuffled = Shop.events("orders", orders);
    List<Event> expected = new ArrayList<>(shuffled);
    expected.sort(ORDER);
    Collections.shuffle(shuffled, new Random(2));
    List<Event> sorted = new ArrayList<>();
    EventCoder coder = EventCoder.of(Shop.PROJECT, "orders");
    try (Sorter<Event> sorter = new Sorter<>(coder, ORDER, bufferBytes)) {
      for (Event event : shuffled) {
        sorter.add(event, CoderUtils.encodeToByteArray(coder, event).length);
      }
      sorter.sorted().forEachRemaining(sorted::add);
    }
    assertThat(sorted, is(expected));
  }
}
