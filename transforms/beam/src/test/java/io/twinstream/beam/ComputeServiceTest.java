package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import java.nio.charset.StandardCharsets;
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
import org.apache.beam.sdk.values.TupleTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the rows of a service over views of two entities and two sources with the oracle. */
class ComputeServiceTest {
  private static final String SERVICE = "wallets@1";

  @ParameterizedTest
  @EnumSource(Visibility.class)
  void rowsAtEventsAreTheOracles(Visibility visibility) {
    ComputeService service =
        ComputeService.atEvents(Shop.PROJECT, SERVICE, "orders", visibility, List.of());
    Pipelines.Run run = new Pipelines.Run();
    ComputedFeatures computed = history(run).apply(service);
    Pipelines.collectHistory(run, computed);
    run.collect("states", computed.states().get(Shop.USER_ORDERS.id()));
    run.run();

    List<Event> orders = Shop.events("orders", Wallets.ORDERS);
    List<EventFeatures> rows = run.elements(Pipelines.rowsOf(SERVICE));
    assertThat(rows.size(), is(orders.size()));
    assertThat(text(rows), is(Wallets.oracle(orders, orders, visibility)));
    assertThat(run.counter(Shop.PRODUCT_ORDERS.id(), "skipped") > 0, is(true));
    assertThat(
        Pipelines.finalStates(run, "states", Shop.USER_ORDERS),
        is(Shop.states(Shop.USER_ORDERS, keyed(orders, Shop.USER_ORDERS))));
  }

  @ParameterizedTest
  @EnumSource(Visibility.class)
  void rowsAtASpineAreTheOracles(Visibility visibility) {
    List<Event> spine = Shop.events("offered", Wallets.offered(23, 120));
    Map<Position, String> expected = Wallets.oracle(spine, List.of(), visibility);
    assertThat(text(atSpine(spine, "offered", Optional.empty(), visibility)), is(expected));
  }

  /** Its rows are events of history, which stand elsewhere: in a file of labels, say. */
  @ParameterizedTest
  @EnumSource(Visibility.class)
  void aSpineOfEventsSeesItsOwnOnlyIfAsked(Visibility visibility) {
    List<RawRecord> elsewhere = new ArrayList<>();
    for (RawRecord order : Wallets.ORDERS) {
      elsewhere.add(
          new RawRecord(
              new Position("labels", 0, order.position().offset()),
              order.known(),
              order.payload()));
    }
    List<Event> spine = Shop.events("labelled", elsewhere);
    List<Event> orders = Shop.events("orders", Wallets.ORDERS);
    Map<Position, String> expected = new HashMap<>();
    Wallets.oracle(orders, orders, visibility)
        .forEach(
            (position, text) -> expected.put(new Position("labels", 0, position.offset()), text));
    assertThat(text(atSpine(spine, "labelled", Optional.of("orders"), visibility)), is(expected));
  }

  /** As when rows are at the time of a decision, a while after the event that it is about. */
  @ParameterizedTest
  @EnumSource(Visibility.class)
  void aRowNeverSeesTheEventThatItNamesHoweverLaterItIs(Visibility visibility) {
    List<RawRecord> later = new ArrayList<>();
    for (RawRecord order : Wallets.ORDERS) {
      long offset = order.position().offset();
      long by = offset % 4 == 0 ? 0 : offset % 17 * 20_000;
      String json =
          new String(order.payload(), StandardCharsets.UTF_8)
              .replaceAll("\"time\": \\d+", "\"time\": " + (order.known() + by));
      later.add(Shop.record("labels", offset, order.known() + by, json));
    }
    List<Event> spine = Shop.events("labelled", later);
    Map<Position, String> expected = Wallets.oracle(spine, spine, visibility);
    assertThat(text(atSpine(spine, "labelled", Optional.of("orders"), visibility)), is(expected));
  }

  /** As when the file of history is the spine too: it is read and spread once. */
  @ParameterizedTest
  @EnumSource(Visibility.class)
  void aSpineOfAllEventsNeedsNoHistoryOfThem(Visibility visibility) {
    List<Event> orders = Shop.events("orders", Wallets.ORDERS);
    Pipelines.Run run = new Pipelines.Run();
    PCollection<Event> rows =
        run.pipeline.apply(
            "Spine",
            Create.of(Shop.events("labelled", Wallets.ORDERS))
                .withCoder(EventCoder.of(Shop.PROJECT, "labelled")));
    ComputeService service =
        ComputeService.atSpine(
            Shop.PROJECT, SERVICE, "labelled", Optional.of("orders"), visibility, List.of());
    PCollectionTuple taken =
        PCollectionTuple.of(
                SourceTags.events("payments"), history(run).get(SourceTags.events("payments")))
            .and(SourceTags.events("labelled"), rows);
    Pipelines.collectHistory(run, taken.apply(service.withAllEvents()));
    run.run();
    assertThat(
        text(run.elements(Pipelines.rowsOf(SERVICE))),
        is(Wallets.oracle(orders, orders, visibility)));
  }

  /** Orders are known late; as occurred they are known at once, and the differences are counted. */
  @Test
  void asOccurredEveryEventIsKnownWhenItHappens() {
    List<Event> spine = Shop.events("offered", Wallets.offered(24, 120));
    Pipelines.Run run = new Pipelines.Run();
    PCollection<Event> rows =
        run.pipeline.apply(
            "Spine", Create.of(spine).withCoder(EventCoder.of(Shop.PROJECT, "offered")));
    ComputeService service =
        ComputeService.atSpine(
            Shop.PROJECT, SERVICE, "offered", Optional.empty(), Visibility.EXCLUSIVE, List.of());
    ComputedFeatures computed =
        history(run).and(SourceTags.events("offered"), rows).apply(service.withOccurredTime());
    Pipelines.collectHistory(run, computed);
    run.run();
    Map<Position, String> occurred = text(run.elements(Pipelines.rowsOf(SERVICE)));
    Map<Position, String> known = Wallets.oracle(spine, List.of(), Visibility.EXCLUSIVE);
    assertThat(occurred, is(Wallets.oracle(spine, List.of(), Visibility.EXCLUSIVE, true)));
    long differing =
        spine.stream()
            .filter(row -> !known.get(row.position()).equals(occurred.get(row.position())))
            .count();
    assertThat(differing > 0, is(true));
    long counted = 0;
    for (String name : List.of("count_5m", "count_10m", "amount_sum_10m", "paid_10m")) {
      counted += run.counter(SERVICE, ComputeService.DIFFERING + name);
    }
    assertThat(counted >= differing, is(true));
  }

  @Test
  void aSpineWithoutAKeyIsRefused() {
    String refusal =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    ComputeService.atSpine(
                        Shop.PROJECT,
                        SERVICE,
                        "payments",
                        Optional.empty(),
                        Visibility.EXCLUSIVE,
                        List.of()))
            .getMessage();
    assertThat(refusal, containsString("product"));
  }

  private static List<EventFeatures> atSpine(
      List<Event> spine, String source, Optional<String> own, Visibility visibility) {
    Pipelines.Run run = new Pipelines.Run();
    PCollection<Event> rows =
        run.pipeline.apply(
            "Spine", Create.of(spine).withCoder(EventCoder.of(Shop.PROJECT, source)));
    ComputedFeatures computed =
        history(run)
            .and(SourceTags.events(source), rows)
            .apply(
                ComputeService.atSpine(Shop.PROJECT, SERVICE, source, own, visibility, List.of()));
    Pipelines.collectHistory(run, computed);
    run.run();
    return run.elements(Pipelines.rowsOf(SERVICE));
  }

  private static PCollectionTuple history(Pipelines.Run run) {
    return source(run, "orders", Wallets.ORDERS, source(run, "payments", Wallets.PAYMENTS, null));
  }

  private static PCollectionTuple source(
      Pipelines.Run run, String name, List<RawRecord> records, PCollectionTuple others) {
    List<Event> events = new ArrayList<>(Shop.events(name, records));
    Collections.shuffle(events, new Random(3));
    TupleTag<Event> tag = SourceTags.events(name);
    PCollection<Event> created =
        run.pipeline.apply(name, Create.of(events).withCoder(EventCoder.of(Shop.PROJECT, name)));
    return others == null ? PCollectionTuple.of(tag, created) : others.and(tag, created);
  }

  private static List<Event> keyed(List<Event> events, ShippedView view) {
    return events.stream().filter(event -> view.compiled().key(event) != null).toList();
  }

  private static Map<Position, String> text(List<EventFeatures> rows) {
    Map<Position, String> texts = new HashMap<>();
    rows.forEach(row -> texts.put(row.event().position(), row.features().toString()));
    return texts;
  }
}
