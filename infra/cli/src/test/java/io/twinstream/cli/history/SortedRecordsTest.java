package io.twinstream.cli.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedRecordsTest {
  private record Known(long known, Position position) {}

  @ParameterizedTest
  @ValueSource(longs = {200, 5_000, 1 << 20})
  void recordsAreInTheOrderOfKnownTimeAndPositionInMemoryAndInFiles(long limit) {
    Random random = new Random(5);
    List<Known> expected = new ArrayList<>();
    List<String> visited = new ArrayList<>();
    try (SortedRecords records = new SortedRecords(limit)) {
      for (int i = 0; i < 500; i++) {
        Position position = new Position("t#" + random.nextInt(3), random.nextInt(2), i);
        Known next = new Known(random.nextInt(50) - 10, position);
        expected.add(next);
        byte[] key = i % 3 == 0 ? null : bytes("k" + position.offset());
        records.add(position, next.known(), key, bytes(position.toString()));
      }
      assertThat(records.count(), is(500L));
      records.forEach(
          (known, key, payload) -> {
            String at = new String(payload, StandardCharsets.UTF_8);
            visited.add(known + " " + at);
            long offset = Position.parse(at).offset();
            assertThat(key == null, is(offset % 3 == 0));
            assertThat(
                key == null || new String(key, StandardCharsets.UTF_8).equals("k" + offset),
                is(true));
          });
    }
    expected.sort(Comparator.comparingLong(Known::known).thenComparing(Known::position));
    assertThat(visited, is(expected.stream().map(e -> e.known() + " " + e.position()).toList()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
