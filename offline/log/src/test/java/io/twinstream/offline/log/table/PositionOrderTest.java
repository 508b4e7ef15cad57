package io.twinstream.offline.log.table;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order is that of positions, and stable. */
class PositionOrderTest {
  private record Row(Position position, int number) {}

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0, 10",
    "1000, 1, 1, 0, 300",
    "1024, 1, 1, 0, 9223372036854775807",
    "1000, 1, 1, -5, 5",
    "1000, 1, 3, 0, 300",
    "1000, 3, 1, 0, 300",
  })
  void rowsAreByPosition(int rows, int origins, int partitions, long least, long most) {
    Random random = new Random(rows + origins);
    List<Row> given = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Position position =
          new Position(
              "origin-" + random.nextInt(origins),
              random.nextInt(partitions),
              random.nextLong(least, most));
      given.add(new Row(position, i));
    }
    List<Row> expected = new ArrayList<>(given);
    expected.sort(Comparator.comparing(Row::position));
    assertThat(PositionOrder.sorted(given, Row::position), is(expected));
  }
}
