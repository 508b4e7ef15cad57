package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.oracle.NaiveOracle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares rows of history with the oracle, which keeps all events. */
class RowsTest {
  private static final ShippedView VIEW = Shop.USER_ORDERS;

  @ParameterizedTest
  @EnumSource(Visibility.class)
  void rowsAreTheOraclesInAnyOrderOfTheFiles(Visibility visibility) {
    List<RawRecord> orders = Shop.orders(11, 200);
    List<RawRecord> shuffled = new ArrayList<>(orders);
    Collections.shuffle(shuffled, new Random(1));
    Pipelines.Run run = Pipelines.history(shuffled, "orders", Optional.of(visibility), VIEW.id());
    CompiledView compiled = VIEW.compiled();
    Map<Position, String> rows = new HashMap<>();
    for (EventFeatures row : run.<EventFeatures>elements(Pipelines.rowsOf(VIEW.id()))) {
      rows.put(
          row.event().position(),
          compiled.key(row.event()) + " " + row.asOf() + " " + row.features());
    }
    assertThat(rows, is(oracle(Shop.events("orders", orders), visibility)));
  }

  @ParameterizedTest
  @EnumSource(Visibility.class)
  void aRecordThatTheArchiveHasTwiceCountsOnce(Visibility visibility) {
    List<RawRecord> orders = Shop.orders(12, 100);
    List<RawRecord> written = new ArrayList<>(orders);
    written.addAll(orders.subList(20, 60));
    written.addAll(orders.subList(40, 50));
    Pipelines.Run once = Pipelines.history(orders, "orders", Optional.of(visibility), VIEW.id());
    Pipelines.Run more = Pipelines.history(written, "orders", Optional.of(visibility), VIEW.id());
    String rows = Pipelines.rowsOf(VIEW.id());
    assertThat(more.elements(rows).size(), is(once.elements(rows).size()));
    assertThat(byPosition(more.elements(rows)), is(byPosition(once.elements(rows))));
    assertThat(Pipelines.finalStates(more, VIEW), is(Pipelines.finalStates(once, VIEW)));
  }

  @ParameterizedTest
  @EnumSource(Visibility.class)
  void liveRowsInTheOrderOfKnownTimeAreThoseOfHistoryWhereNothingIsTied(Visibility visibility) {
    List<RawRecord> orders = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      orders.add(Shop.order(i, "o" + i, Shop.START + i * 7_000L, i + ".5"));
    }
    String rows = Pipelines.rowsOf(VIEW.id());
    assertThat(
        byPosition(
            Pipelines.live(
                    Pipelines.stream(orders, true), "orders", Optional.of(visibility), VIEW.id())
                .elements(rows)),
        is(
            byPosition(
                Pipelines.history(orders, "orders", Optional.of(visibility), VIEW.id())
                    .elements(rows))));
  }

  /** Without the fields that rows of history leave behind. */
  private static Map<Position, String> byPosition(List<EventFeatures> rows) {
    Map<Position, String> byPosition = new HashMap<>();
    rows.forEach(
        row ->
            byPosition.put(
                row.event().position(),
                row.event() + " " + row.asOf() + " " + row.count() + " " + row.features()));
    return byPosition;
  }

  private static Map<Position, String> oracle(List<Event> events, Visibility visibility) {
    CompiledView compiled = VIEW.compiled();
    NaiveOracle oracle = new NaiveOracle(Shop.PROJECT.project(), compiled.view(), compiled.types());
    Map<Position, String> rows = new HashMap<>();
    for (Event own : events) {
      String entity = compiled.key(own);
      List<Event> ofEntity =
          events.stream().filter(event -> compiled.key(event).equals(entity)).toList();
      List<Event> visible = NaiveOracle.visible(ofEntity, own.known(), visibility, own);
      long newest = visible.stream().mapToLong(Event::ts).max().orElse(Long.MIN_VALUE);
      rows.put(
          own.position(),
          entity + " " + Math.max(own.ts(), newest) + " " + oracle.evaluate(visible, own.ts()));
    }
    return rows;
  }
}
