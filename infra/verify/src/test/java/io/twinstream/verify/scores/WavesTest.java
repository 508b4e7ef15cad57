package io.twinstream.verify.scores;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WavesTest {
  private static final Project SHOP = Shop.project();

  private static Waves waves(int most) {
    return new Waves(
        SHOP.views().values().stream().map(view -> CompiledView.of(SHOP, view)).toList(), most);
  }

  private static Event event(long id, long second, String buyer, String shop) {
    return Shop.event(id, second, buyer, shop, 100, 0);
  }

  private static List<String> cut(int most, Event... events) {
    return waves(most).of(List.of(events)).stream()
        .map(wave -> wave.stream().map(Event::id).collect(Collectors.joining(" ")))
        .toList();
  }

  @Test
  void anEntityComesOnceInAWave() {
    assertThat(
        cut(9, event(1, 1, "a", "x"), event(2, 2, "b", "y"), event(3, 3, "c", "x")),
        contains("1 2", "3"));
  }

  @Test
  void oneInstantStaysTogetherAlsoWhereOnlyOneOfItHasToWait() {
    assertThat(
        cut(9, event(1, 1, "a", "x"), event(2, 2, "b", "y"), event(3, 2, "c", "x")),
        contains("1", "2 3"));
    assertThat(cut(9, event(1, 1, "a", "x"), event(2, 1, "a", "y")), contains("1 2"));
  }

  @Test
  void anEventWithoutAKeyWaitsForNone() {
    assertThat(cut(9, event(1, 1, null, "x"), event(2, 2, null, "y")), contains("1 2"));
  }

  @Test
  void wavesHaveALimitButForOneInstant() {
    assertThat(
        cut(1, event(1, 1, "a", "w"), event(2, 2, "b", "x"), event(3, 2, "c", "y")),
        contains("1", "2 3"));
  }

  @Test
  void tiesShareTheirInstantAndAnEntity() {
    List<Event> wave =
        List.of(
            event(1, 1, "a", "w"),
            event(2, 2, "b", "x"),
            event(3, 2, "c", "x"),
            event(4, 2, "d", "y"));
    assertThat(
        waves(9).ties(wave).stream().map(Event::id).sorted().toList(), is(List.of("2", "3")));
  }
}
