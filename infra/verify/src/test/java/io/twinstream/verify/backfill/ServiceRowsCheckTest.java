package io.twinstream.verify.backfill;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.offline.log.table.FeatureTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceRowsCheckTest {
  private static final Project PROJECT =
      Definitions.parse(
          Map.of(
              "shop.yaml",
              """
              project: shop
              sources:
                orders:
                  topic: orders
                  event_time: time
                  event_id: id
                  dedupe: true
                  fields: {id: string, user: string, shop: long, amount: decimal(2), time: timestamp}
                  history: {format: csv, known: seen}
              entities: {user: {key: user}, shop: {key: shop}}
              views:
                user_orders@1:
                  entity: user
                  source: orders
                  aggregations: [{name: count_1h, function: count, windows: 1h, hop: 1m}]
                shop_orders@1:
                  entity: shop
                  source: orders
                  aggregations: [{name: mean_1h, function: mean, field: amount, windows: 1h, hop: 1m}]
              features: {share: "request.amount / mean_1h"}
              services:
                buy@1: {request: {amount: decimal(2)}, features: [count_1h, mean_1h, share]}
              """));
  private static final CompiledService SERVICE =
      CompiledService.of(PROJECT, PROJECT.service("buy@1"));
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;

  /** Distinct, in order of known time. */
  private final List<Event> events = new ArrayList<>();

  private void history() throws Exception {
    StringBuilder orders = new StringBuilder("id,user,shop,amount,time,seen\n");
    for (int i = 0; i < 60; i++) {
      Instant time = START.plusSeconds(i / 2 * 120L); // two events per instant
      String user = i % 7 == 0 ? "" : "u" + i / 2 % 4; // some events have no user
      String order = "o%d,%s,%d,%d.10,%s,".formatted(i, user, i % 3, i, time);
      orders.append(order).append(time).append('\n');
      if (i % 10 == 0) { // a duplicate
        orders.append(order).append(time.plusSeconds(3000)).append('\n');
      }
    }
    Path file = Files.writeString(folder.resolve("orders.csv"), orders);
    HistoryReader.of(PROJECT.source("orders"), Set.of(), EventDecoder.DEFAULT_MAX_BYTES)
        .forEachEvent(
            file.toString(),
            event -> {
              if (event.known() == event.ts()) {
                events.add(event);
              }
            });
  }

  private List<EventFeatures> rows(Visibility visibility) {
    EventRequest request = EventRequest.of(SERVICE.request(), PROJECT.source("orders").schema());
    List<EventFeatures> rows = new ArrayList<>();
    for (Event row : events) {
      FeatureRow[] ofViews = new FeatureRow[2];
      for (int i = 0; i < 2; i++) {
        View of = SERVICE.views().get(i);
        CompiledView view = CompiledView.of(PROJECT, of);
        EntityState state = view.empty(); // the state for rows without an entity
        if (view.key(row) != null) {
          for (Event event : events) {
            boolean sees =
                event.known() < row.known()
                    || (visibility == Visibility.SELF && event == row)
                    || (visibility == Visibility.INCLUSIVE
                        && event != row
                        && event.known() == row.known());
            if (sees && view.key(row).equals(view.key(event))) {
              state = view.add(state, event);
            }
          }
        }
        ofViews[i] = view.evaluate(state, row.ts());
      }
      rows.add(new EventFeatures(row, row.ts(), 1, SERVICE.evaluate(ofViews, request.row(row))));
    }
    return rows;
  }

  private ViewCheck check(List<EventFeatures> rows, Visibility visibility) throws Exception {
    return check(rows, visibility, Instant.EPOCH, 100);
  }

  private ViewCheck check(List<EventFeatures> rows, Visibility visibility, Instant from, int sample)
      throws Exception {
    new FeatureTable(
            PROJECT.source("orders"),
            List.of("user", "shop"),
            List.of(),
            SERVICE.names(),
            SERVICE.types(),
            Map.of("twinstream.service", "buy@1"))
        .writer(folder.resolve("rows/buy@1"))
        .write(rows);
    BackfillCheck.Request request =
        new BackfillCheck.Request(
            PROJECT,
            Map.of("orders", folder.resolve("orders.csv").toString()),
            Optional.of(folder.resolve("rows")),
            visibility,
            from,
            START.plusSeconds(90_000),
            sample,
            1,
            EventDecoder.DEFAULT_MAX_BYTES,
            START);
    return ServiceRowsCheck.of(request, "buy@1", Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(Visibility.class)
  void correctRowsPass(Visibility visibility) throws Exception {
    history();
    ViewCheck found = check(rows(visibility), visibility);
    assertThat(found.line(), found.holds(), is(true));
    assertThat(found.events(), is(60L));
    assertThat(found.values(), is(180L));
  }

  /** Earlier events and duplicates are not among the events that have rows. */
  @Test
  void theSampleIsOfTheRowsThatThereAre() throws Exception {
    history();
    Instant last = Instant.ofEpochMilli(events.get(59).known());
    ViewCheck found = check(rows(Visibility.SELF).subList(58, 60), Visibility.SELF, last, 3);
    assertThat(found.line(), found.holds(), is(true));
    assertThat(found.events(), is(2L));
    assertThat(found.values(), is(6L));
  }

  @Test
  void rowsThatSeeMoreOrAreMissingAreFound() throws Exception {
    history();
    ViewCheck found = check(rows(Visibility.SELF).subList(0, 59), Visibility.EXCLUSIVE);
    assertThat(found.holds(), is(false));
    assertThat(found.rows(), is(59L));
    assertThat(found.line(), containsString("60 events, but 59 rows"));
    assertThat(found.differing() > 60, is(true));
  }
}
