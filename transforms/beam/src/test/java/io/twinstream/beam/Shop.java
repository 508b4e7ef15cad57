package io.twinstream.beam;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A shop's definitions, and its events as records. */
public final class Shop {
  static final long START = 1_700_000_000_000L;
  static final long MINUTE = 60_000;
  public static final ShippedProject PROJECT = project();
  static final ShippedView USER_ORDERS = new ShippedView(PROJECT, "user_orders@1");
  static final ShippedView PRODUCT_ORDERS = new ShippedView(PROJECT, "product_orders@1");
  static final ShippedView USER_PAYMENTS = new ShippedView(PROJECT, "user_payments@1");

  private Shop() {}

  private static ShippedProject project() {
    try {
      Path file = Path.of(Shop.class.getResource("/shop.yaml").toURI());
      return ShippedProject.of(Definitions.load(file));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static RawRecord record(String source, long offset, long known, String json) {
    return new RawRecord(
        new Position(source, 0, offset), known, json.getBytes(StandardCharsets.UTF_8));
  }

  /** An order by user {@code ann}, known when it happened. */
  static RawRecord order(long offset, String id, long ts, String amount) {
    return order(offset, ts, "ann", id, ts, amount);
  }

  static RawRecord order(long offset, long known, String user, String id, long ts, String amount) {
    return record(
        "orders",
        offset,
        known,
        """
        {"id": "%s", "user": "%s", "product": "p%d", "amount": %s, "time": %d}"""
            .formatted(id, user, Math.floorMod(id.hashCode(), 7), amount, ts));
  }

  /**
   * Orders of some users, in order of known time, with silences longer than any window, ties, and
   * times behind and ahead of known.
   */
  public static List<RawRecord> orders(long seed, int count) {
    Random random = new Random(seed);
    List<RawRecord> orders = new ArrayList<>();
    long known = START;
    for (int i = 0; i < count; i++) {
      known +=
          switch (random.nextInt(10)) {
            case 0, 1, 2 -> 0;
            case 3 -> 30 * MINUTE;
            default -> random.nextLong(2 * MINUTE);
          };
      long behind = random.nextInt(4) == 0 ? random.nextLong(-MINUTE, 10 * MINUTE) : 0;
      String user = "u" + random.nextInt(4);
      String amount = random.nextInt(100) + ".5";
      orders.add(order(i, known, user, "o" + i, known - behind, amount));
    }
    return orders;
  }

  /** The events of records, decoded without a pipeline. */
  public static List<Event> events(String source, List<RawRecord> records) {
    EventDecoder decoder =
        EventDecoders.live(
            PROJECT.project().source(source),
            DecodeEvents.keys(PROJECT.project(), source),
            EventDecoder.DEFAULT_MAX_BYTES);
    List<Event> events = new ArrayList<>();
    for (RawRecord record : records) {
      if (decoder.decode(record) instanceof Event event) {
        events.add(event);
      }
    }
    return events;
  }

  /** The states' bytes as text, by entity, computed without a pipeline. */
  static Map<String, String> states(ShippedView view, List<Event> events) {
    CompiledView compiled = view.compiled();
    Map<String, EntityState> states = new HashMap<>();
    for (Event event : events) {
      String key = compiled.key(event);
      states.put(key, compiled.add(states.getOrDefault(key, compiled.empty()), event));
    }
    Map<String, String> texts = new HashMap<>();
    states.forEach((entity, state) -> texts.put(entity, text(view, state)));
    return texts;
  }

  static String text(ShippedView view, EntityState state) {
    return Base64.getEncoder().encodeToString(view.compiled().encode(state));
  }
}
