package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
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
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of history against the oracle, which keeps all events. */
class RowsTest {
  private static final ShippedView VIEW = Shop.USER_ORDERS;

  @ParameterizedTest
  @EnumSource(Visibility.class)
  void rowsAreTheOraclesInAnyOrderOfTheFiles(Visibility visibility) {
    List<RawRecord> orders = Shop.orders(11, 200);
    List<RawRecord> shuffled = new ArrayList<>(orders);
    Collections.shuffle(shuffled, new Random(1));
    Pipelines.Run run = Pipelines.history(shuffled, "orders", Optional.of(visibility), VIEW.id());
    Map<Position, String> rows = new HashMap<>();
    for (EventFeatures row : run.<EventFeatures>elements(Pipelines.rowsOf(VIEW.id()))) {
      rows.put(row.event().position(), row.keys().get(0) + " " + row.asOf() + " " + row.features());
    }
    assertThat(rows, is(oracle(Shop.events("orders", orders), visibility)));
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

  @Test
  void rowsOfAServiceJoinItsViewsAndSeeTheEventAsTheRequest() {
    List<RawRecord> orders = Shop.orders(12, 60);
    String[] views = {Shop.USER_ORDERS.id(), Shop.PRODUCT_ORDERS.id()};
    Pipelines.Run run = new Pipelines.Run();
    PCollection<RawRecord> created =
        run.pipeline.apply(Create.of(orders).withCoder(RawRecordCoder.of()));
    ComputedFeatures computed =
        Pipelines.compute(
            run, created, "orders", Mode.HISTORY, Optional.of(Visibility.SELF), views);
    PCollectionTuple rows = PCollectionTuple.empty(run.pipeline);
    for (String view : views) {
      rows = rows.and(JoinService.rows(view), computed.rows().get(view));
    }
    run.collect("service", rows.apply(JoinService.of(Shop.PROJECT, "offers@1")));
    run.run();

    Map<Position, EventFeatures> users =
        byPosition(run.elements(Pipelines.rowsOf(Shop.USER_ORDERS.id())));
    Map<Position, EventFeatures> products =
        byPosition(run.elements(Pipelines.rowsOf(Shop.PRODUCT_ORDERS.id())));
    List<EventFeatures> joined = run.elements("service");
    assertThat(joined.size(), is(orders.size()));
    for (EventFeatures row : joined) {
      EventFeatures user = users.get(row.event().position());
      EventFeatures product = products.get(row.event().position());
      double amount = row.event().bits(3) / 100.0;
      double sum = user.features().asDouble(2);
      assertThat(row.keys(), is(List.of(product.keys().get(0), user.keys().get(0))));
      assertThat(row.features().bits(0), is(product.features().bits(0)));
      assertThat(row.features().asDouble(1), is(sum));
      assertThat(row.features().asDouble(2), is(amount / sum));
    }
  }

  private static Map<Position, EventFeatures> byPosition(List<EventFeatures> rows) {
    Map<Position, EventFeatures> byPosition = new HashMap<>();
    rows.forEach(row -> byPosition.put(row.event().position(), row));
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
