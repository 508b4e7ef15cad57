package io.twinstream.beam;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.oracle.NaiveOracle;
import io.twinstream.features.row.FeatureRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Records for the shop's service over two entities and two sources, and what its rows should be.
 */
final class Wallets {
  static final List<RawRecord> ORDERS = withoutSomeKeys(Shop.orders(21, 150));
  static final List<RawRecord> PAYMENTS = payments(22, 80);

  private Wallets() {}

  /** What rows should be: the features of what each may see, by the definitions alone. */
  static Map<Position, String> oracle(List<Event> rows, List<Event> own, Visibility visibility) {
    return oracle(rows, own, visibility, false);
  }

  static Map<Position, String> oracle(
      List<Event> rows, List<Event> own, Visibility visibility, boolean asOccurred) {
    Map<Position, String> expected = new HashMap<>();
    for (Event row : rows) {
      Event self = own.isEmpty() ? null : row;
      FeatureRow products =
          view(Shop.PRODUCT_ORDERS, "orders", ORDERS, row, self, visibility, asOccurred);
      FeatureRow users =
          view(Shop.USER_ORDERS, "orders", ORDERS, row, self, visibility, asOccurred);
      FeatureRow payers =
          view(Shop.USER_PAYMENTS, "payments", PAYMENTS, row, null, visibility, asOccurred);
      Object sum = users == null ? null : users.value(2);
      double amount = row.bits(3) / 100.0;
      Object share = sum == null ? null : (double) sum > 0 ? amount / (double) sum : 0.0;
      expected.put(
          row.position(),
          List.of(
                  String.valueOf(products == null ? null : products.value(0)),
                  String.valueOf(users == null ? null : users.value(1)),
                  String.valueOf(sum),
                  String.valueOf(payers == null ? null : payers.value(0)),
                  String.valueOf(share))
              .toString());
    }
    return expected;
  }

  private static FeatureRow view(
      ShippedView view,
      String source,
      List<RawRecord> records,
      Event row,
      Event self,
      Visibility visibility,
      boolean asOccurred) {
    var compiled = view.compiled();
    int slot = view == Shop.PRODUCT_ORDERS ? 2 : 1;
    String entity = row.text(slot);
    if (entity == null || entity.isEmpty()) {
      return new NaiveOracle(Shop.PROJECT.project(), compiled.view(), compiled.types())
          .evaluate(List.of(), row.ts());
    }
    Predicate<Event> ofEntity = event -> entity.equals(compiled.key(event));
    Source of = Shop.PROJECT.project().source(source);
    int timeSlot = of.schema().slot(of.eventTime());
    List<Event> events =
        Shop.events(source, records).stream()
            .filter(ofEntity)
            .map(event -> asOccurred ? event.asOccurred(timeSlot) : event)
            .toList();
    List<Event> distinct = source.equals("payments") ? distinct(events) : events;
    List<Event> visible =
        NaiveOracle.visible(
            distinct,
            row.known(),
            visibility,
            self,
            event -> self != null && self.id().equals(event.id()));
    return new NaiveOracle(Shop.PROJECT.project(), compiled.view(), compiled.types())
        .evaluate(visible, row.ts());
  }

  private static List<Event> distinct(List<Event> events) {
    Map<Long, Event> first = new HashMap<>();
    events.forEach(event -> first.putIfAbsent(event.identity(), event));
    return events.stream().filter(event -> first.get(event.identity()) == event).toList();
  }

  private static List<RawRecord> withoutSomeKeys(List<RawRecord> orders) {
    List<RawRecord> some = new ArrayList<>();
    for (RawRecord order : orders) {
      String json = new String(order.payload(), StandardCharsets.UTF_8);
      boolean without = order.position().offset() % 9 == 0;
      some.add(
          Shop.record(
              "orders",
              order.position().offset(),
              order.known(),
              without ? json.replaceAll("\"product\": \"p\\d\"", "\"product\": null") : json));
    }
    return some;
  }

  /** With some duplicates, and with the ids of orders, which are other events. */
  private static List<RawRecord> payments(long seed, int count) {
    Random random = new Random(seed);
    List<RawRecord> payments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long ts = Shop.START + random.nextLong(150) * Shop.MINUTE;
      String json =
          "{\"id\": \"o%d\", \"user\": \"u%d\", \"amount\": %d.25, \"time\": %d}"
              .formatted(i, random.nextInt(4), random.nextInt(90), ts);
      payments.add(Shop.record("payments", 2L * i, ts, json));
      if (i % 5 == 0) {
        payments.add(Shop.record("payments", 2L * i + 1, ts + 1, json));
      }
    }
    return payments;
  }

  /**
   * At, and a millisecond before and after, the times of orders and payments; some without a user.
   */
  static List<RawRecord> offered(long seed, int count) {
    Random random = new Random(seed);
    List<RawRecord> all = new ArrayList<>(ORDERS);
    all.addAll(PAYMENTS);
    List<RawRecord> offered = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long t = all.get(random.nextInt(all.size())).known() + random.nextInt(3) - 1;
      String user = i % 11 == 0 ? "null" : "\"u" + random.nextInt(6) + "\"";
      offered.add(
          Shop.record(
              "offered",
              i,
              t,
              """
              {"id": "q%d", "user": %s, "product": "p%d", "amount": %d.5, "time": %d}\
              """
                  .formatted(i, user, random.nextInt(9), random.nextInt(50), t)));
    }
    return offered;
  }
}
