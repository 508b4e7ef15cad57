package io.twinstream.cli.check;

import io.twinstream.cli.parity.LiveStates;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.offline.log.archive.FeatureRows;
import io.twinstream.offline.log.asof.EntityEvents;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks a backfill: computes some entities of a view again, event by event, compares their rows
 * and their states in the online store, and compares the number of rows with the number of events.
 */
public final class BackfillCheck {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  static final int SHOWN = 5;

  private final Request request;
  private final CompiledView view;
  private final Source source;
  private final String key;
  private final List<String> examples = new ArrayList<>();
  private long values;
  private long differing;
  private long online;
  private long ahead;
  private long expired;
  private long wrong;

  /**
   * What to check.
   *
   * @param history paths by source
   * @param rows the folder of a backfill's rows, with a folder per view; empty for none
   * @param visibility which events rows see
   * @param from the known time of the first row
   * @param to the known time of the end of the rows, exclusive
   * @param sample the number of entities of a view to compute again
   * @param seed of the sample
   * @param now the time at which expired states should be gone
   */
  public record Request(
      Project project,
      Map<String, String> history,
      Optional<Path> rows,
      Visibility visibility,
      Instant from,
      Instant to,
      int sample,
      long seed,
      Instant now) {

    /** Whether an event with this known time should have a row. */
    boolean covers(long known) {
      return known >= from.toEpochMilli() && known < to.toEpochMilli();
    }
  }

  private BackfillCheck(Request request, View view) {
    this.request = request;
    this.view = CompiledView.of(request.project(), view);
    this.source = request.project().source(view.source());
    this.key = request.project().entity(view.entity()).key();
  }

  /**
   * Checks a view.
   *
   * @param store that has its states; null for none
   */
  public static ViewCheck of(Request request, View view, OnlineStore store) {
    return new BackfillCheck(request, view).check(store);
  }

  private ViewCheck check(OnlineStore store) {
    String path = request.history().get(source.name());
    long[] events = new long[1];
    Set<String> sample = sample(path, events);
    Optional<Path> table = request.rows().map(folder -> folder.resolve(view.view().id()));
    Map<Position, FeatureRow> rows =
        table
            .map(folder -> FeatureRows.of(folder, key, sample, view.names(), view.types()))
            .orElse(Map.of());
    Map<String, EntityState> states = new HashMap<>();
    EntityEvents.of(source, path)
        .read(
            key,
            sample,
            Long.MAX_VALUE,
            (entity, of) -> states.put(entity, replay(of, table.isPresent() ? rows : null)));
    if (store != null) {
      Generation generation =
          LiveStates.generation(store, new ViewKey(request.project().name(), view.view().id()));
      states.forEach((entity, state) -> hold(entity, state, generation, store));
    }
    long[] counts = table.map(FeatureRows::count).orElse(new long[2]);
    if (table.isPresent() && counts[0] != events[0]) {
      example("%,d events, but %,d rows".formatted(events[0], counts[0]));
    }
    return new ViewCheck(
        view.view().id(),
        events[0],
        counts[0],
        counts[1] - counts[0],
        states.size(),
        values,
        differing,
        online,
        ahead,
        expired,
        wrong,
        table.isPresent(),
        store != null,
        examples);
  }

  /** The entities with the least hashes; counts the distinct events of all entities. */
  private Set<String> sample(String path, long[] events) {
    TreeMap<Long, String> least = new TreeMap<>();
    Set<Long> seen = new HashSet<>();
    HistoryReader.of(source, Set.of(), EventDecoder.DEFAULT_MAX_BYTES)
        .forEachEvent(
            path,
            event -> {
              String entity = view.key(event);
              if (entity == null || (source.dedupe() && !seen.add(event.identity()))) {
                return;
              }
              events[0] += request.covers(event.known()) ? 1 : 0;
              least.put(hash(entity.hashCode(), request.seed()), entity);
              if (least.size() > request.sample()) {
                least.pollLastEntry();
              }
            });
    return new HashSet<>(least.values());
  }

  /** A different order for each seed. */
  static long hash(long number, long seed) {
    long x = number * 0x9E3779B97F4A7C15L ^ seed * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    return x ^ (x >>> 31);
  }

  /**
   * Compares the rows of an entity with its events.
   *
   * @param rows by position; null for none
   * @return the state of all of its events
   */
  private EntityState replay(List<Event> events, Map<Position, FeatureRow> rows) {
    EntityState state = view.empty();
    for (int i = 0; i < events.size(); ) {
      int end = i;
      EntityState after = state;
      while (end < events.size() && events.get(end).known() == events.get(i).known()) {
        after = view.add(after, events.get(end++));
      }
      for (int own = i; own < end && rows != null; own++) {
        if (request.covers(events.get(own).known())) {
          compare(events.get(own), seen(state, events.subList(i, end), own - i), rows);
        }
      }
      state = after;
      i = end;
    }
    return state;
  }

  private EntityState seen(EntityState before, List<Event> instant, int own) {
    EntityState seen = before;
    for (int i = 0; i < instant.size(); i++) {
      boolean sees =
          switch (request.visibility()) {
            case EXCLUSIVE -> false;
            case INCLUSIVE -> i != own;
            case SELF -> i == own;
          };
      seen = sees ? view.add(seen, instant.get(i)) : seen;
    }
    return seen;
  }

  private void compare(Event event, EntityState seen, Map<Position, FeatureRow> rows) {
    FeatureRow again = view.evaluate(seen, event.ts());
    FeatureRow row = rows.get(event.position());
    for (int i = 0; i < again.size(); i++) {
      values++;
      if (row == null || !again.isSame(i, row)) {
        differing++;
        example(
            "%s at %s of %s: %s in the rows, %s from its events"
                .formatted(
                    view.names().get(i),
                    event.position(),
                    view.key(event),
                    row == null ? "no row" : row.value(i),
                    again.value(i)));
      }
    }
  }

  private void hold(String entity, EntityState state, Generation generation, OnlineStore store) {
    StoredState stored =
        Await.within(ANSWER_LIMIT, store.read(List.of(new StateKey(generation, entity)))).get(0);
    if (stored == null) {
      if (isExpired(state)) {
        expired++;
      } else {
        wrong++;
        example("%s is not in the online store".formatted(entity));
      }
    } else if (Arrays.equals(stored.bytes(), view.encode(state))) {
      online++;
    } else if (stored.newest() > state.newest()
        || (stored.newest() == state.newest() && stored.mass() > state.mass())) {
      ahead++;
    } else {
      wrong++;
      example(
          ("the state of %s in the online store has newest event %s and count %,d, from "
                  + "its events %s and %,d")
              .formatted(
                  entity,
                  Instant.ofEpochMilli(stored.newest()),
                  stored.mass(),
                  Instant.ofEpochMilli(state.newest()),
                  state.mass()));
    }
  }

  /** Whether no window can see any of it, so that the store may have expired it. */
  private boolean isExpired(EntityState state) {
    return view.reach().isPresent()
        && request.now().toEpochMilli() - state.newest() > view.reach().getAsLong();
  }

  private void example(String text) {
    if (examples.size() < SHOWN) {
      examples.add(text);
    }
  }
}
