package io.twinstream.pipelines;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Computes the expected contents of the store with the algebra. */
final class Expected {
  private static final Project PROJECT = Definitions.load(Transactions.example());

  private Expected() {}

  /** The number of records that are events, including duplicates. */
  static long accepted(List<Transactions.Known> records) {
    return events(records).size();
  }

  /** The events without duplicates, in the order of the records. */
  static List<Event> distinct(List<Transactions.Known> records) {
    Set<Long> seen = new HashSet<>();
    return events(records).stream().filter(event -> seen.add(event.identity())).toList();
  }

  /** The distinct events that are known before another. */
  static List<Event> knownBefore(List<Transactions.Known> records, Event than) {
    return distinct(records).stream().filter(event -> event.known() < than.known()).toList();
  }

  /** The known time of the first event. */
  static long earliest(List<Transactions.Known> records) {
    return events(records).stream().mapToLong(Event::known).min().orElseThrow();
  }

  private static List<Event> events(List<Transactions.Known> records) {
    EventDecoder decoder =
        EventDecoders.live(
            PROJECT.source("transactions"), DecodeEvents.keys(PROJECT, "transactions"), 1 << 20);
    List<Event> events = new ArrayList<>();
    long offset = 0;
    for (Transactions.Known record : records) {
      RawRecord raw =
          new RawRecord(
              new Position("expected", 0, offset++),
              record.at(),
              record.json().getBytes(StandardCharsets.UTF_8));
      if (decoder.decode(raw) instanceof Event event) {
        events.add(event);
      }
    }
    return events;
  }

  /** The states' bytes in hexadecimal, by entity. */
  static Map<String, String> states(String view, List<Transactions.Known> records) {
    CompiledView compiled = CompiledView.of(PROJECT, PROJECT.view(view));
    Map<String, EntityState> states = new TreeMap<>();
    for (Event event : distinct(records)) {
      EntityState alone = compiled.add(compiled.empty(), event);
      states.merge(compiled.key(event), alone, compiled::merge);
    }
    Map<String, String> hex = new TreeMap<>();
    states.forEach(
        (entity, state) -> hex.put(entity, HexFormat.of().formatHex(compiled.encode(state))));
    return hex;
  }

  /** The states' bytes in hexadecimal that readers see, by entity. */
  static Map<String, String> stored(OnlineStore store, String view) {
    return stored(store, followed(store, view));
  }

  /** The same of a generation. */
  static Map<String, String> stored(OnlineStore store, Generation generation) {
    Map<String, String> hex = new TreeMap<>();
    store
        .states()
        .scan(
            generation,
            (entity, state) -> hex.put(entity, HexFormat.of().formatHex(state.bytes())));
    return hex;
  }

  /** The generation that readers follow. */
  static Generation followed(OnlineStore store, String view) {
    return store
        .generations()
        .pointer(new ViewKey(PROJECT.name(), view))
        .toCompletableFuture()
        .join()
        .orElseThrow();
  }

  /** Waits until the store has the expected states, or the limit has passed. */
  static Map<String, String> awaitStored(
      OnlineStore store, String view, Map<String, String> expected, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Map<String, String> stored = stored(store, view);
    while (!stored.equals(expected) && System.nanoTime() < deadline) {
      Thread.sleep(200);
      stored = stored(store, view);
    }
    return stored;
  }
}
