package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.RawRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that live and historical states of the same events have the same bytes. */
class ParityTest {
  private static final int ORDERS = 60;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void liveWithASteppedWatermarkEqualsHistoryThoughStatesWereCollected(long seed) {
    List<RawRecord> orders = Shop.orders(seed, ORDERS);
    Map<String, String> expected = Shop.states(Shop.USER_ORDERS, Shop.events("orders", orders));
    assertThat(expected, is(not(anEmptyMap())));
    assertThat(live(orders, true), is(expected));
    assertThat(history(orders), is(expected));
  }

  @Test
  void liveWithAJumpingWatermarkEqualsHistory() {
    List<RawRecord> orders = Shop.orders(4, ORDERS);
    assertThat(live(orders, false), is(history(orders)));
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void anyOrderOfArrivalGivesTheSameStates(long seed) {
    List<RawRecord> orders = Shop.orders(seed, ORDERS);
    List<RawRecord> shuffled = new ArrayList<>(orders);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(live(shuffled, false), is(history(orders)));
    assertThat(history(shuffled), is(history(orders)));
  }

  @Test
  void statesOfAReplayForRowsAreTheOnesOfAPlainCombine() {
    List<RawRecord> orders = Shop.orders(7, ORDERS);
    Pipelines.Run replay =
        Pipelines.history(orders, "orders", Optional.of(Visibility.SELF), Shop.USER_ORDERS.id());
    assertThat(Pipelines.finalStates(replay, Shop.USER_ORDERS), is(history(orders)));
  }

  @Test
  void viewsOfOneSourceAreComputedSideBySide() {
    List<RawRecord> orders = Shop.orders(8, ORDERS);
    Pipelines.Run run =
        Pipelines.live(
            Pipelines.stream(orders, true),
            "orders",
            Optional.empty(),
            Shop.USER_ORDERS.id(),
            Shop.PRODUCT_ORDERS.id());
    for (ShippedView view : List.of(Shop.USER_ORDERS, Shop.PRODUCT_ORDERS)) {
      assertThat(
          Pipelines.finalStates(run, view), is(Shop.states(view, Shop.events("orders", orders))));
    }
  }

  private static Map<String, String> live(List<RawRecord> records, boolean stepWatermark) {
    return Pipelines.finalStates(
        Pipelines.live(
            Pipelines.stream(records, stepWatermark),
            "orders",
            Optional.empty(),
            Shop.USER_ORDERS.id()),
        Shop.USER_ORDERS);
  }

  private static Map<String, String> history(List<RawRecord> records) {
    return Pipelines.finalStates(
        Pipelines.history(records, "orders", Optional.empty(), Shop.USER_ORDERS.id()),
        Shop.USER_ORDERS);
  }
}
