package io.twinstream.verify.backfill;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
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
import io.twinstream.stores.LiveStates;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import io.twinstream.verify.Differences;
import io.twinstream.verify.RowComparison;
import io.twinstream.verify.Sample;
import io.twinstream.verify.SeenState;
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
import java.util.stream.Stream;

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
  private final Differences values = new Differences("values");
  private final RowComparison comparison;
  private final List<String> examples = new ArrayList<>();
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
   * @param maxRecordBytes longer records are no events
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
      int maxRecordBytes,
      Instant now) {

    /** Whether an event with this known time should have a row. */
    boolean covers(long known) {
      return known >= from.toEpochMilli() && known < to.toEpochMilli();
    }
  }

  private BackfillCheck(Request request, View view) {
    request
        .project()
        .requireEvents(
            List.of(view), "it is not checked; compare it live and in history with parity");
    this.request = request;
    this.view = CompiledView.of(request.project(), view);
    this.source = request.project().source(view.source());
    this.key = request.project().entity(view.entity()).key();
    this.comparison = new RowComparison(this.view.names(), "in the rows", "by its events");
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
    EntityEvents.of(source, path, request.maxRecordBytes())
        .read(
            key,
            sample,
            Long.MAX_VALUE,
            (entity, of) -> states.put(entity, replay(of, table.isPresent() ? rows : null)));
    if (store != null) {
      Generation generation =
          LiveStates.generation(store, new ViewKey(request.project().name(), view.view().id()));
      states.forEach((entity, state) -> compareOnline(entity, state, generation, store));
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
        values.compared(),
        values.different(),
        online,
        ahead,
        expired,
        wrong,
        table.isPresent(),
        store != null,
        Stream.concat(examples.stream(), values.first().stream()).limit(SHOWN).toList());
  }

  /** The entities with the least hashes; counts the distinct events of all entities. */
  private Set<String> sample(String path, long[] events) {
    Sample<String> sample = new Sample<>(request.sample(), request.seed());
    Set<Long> seen = new HashSet<>();
    HistoryReader.of(source, Set.of(), request.maxRecordBytes())
        .forEachEvent(
            path,
            event -> {
              String entity = view.key(event);
              if (entity == null || (source.dedupe() && !seen.add(event.identity()))) {
                return;
              }
              events[0] += request.covers(event.known()) ? 1 : 0;
              sample.offer(Sample.number(entity), entity);
            });
    return new HashSet<>(sample.items());
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
          compare(events.get(own), state, events.subList(i, end), rows);
        }
      }
      state = after;
      i = end;
    }
    return state;
  }

  /**
   * Compares the row of an event.
   *
   * @param before the state of what was known before it
   * @param instant the events that were known when it was
   */
  private void compare(
      Event event, EntityState before, List<Event> instant, Map<Position, FeatureRow> rows) {
    EntityState seen = SeenState.ofEvent(view, before, instant, event, request.visibility(), true);
    comparison.compare(
        rows.get(event.position()),
        view.evaluate(seen, event.ts()),
        "at %s of %s".formatted(event.position(), view.key(event)),
        values);
  }

  private void compareOnline(
      String entity, EntityState state, Generation generation, OnlineStore store) {
    StoredState stored =
        Await.within(ANSWER_LIMIT, store.states().read(List.of(new StateKey(generation, entity))))
            .get(0);
    if (stored == null) {
      if (isExpired(state)) {
        expired++;
      } else {
        wrong++;
        example("%s is not in the online store".formatted(entity));
      }
    } else if (Arrays.equals(stored.bytes(), view.encode(state))) {
      online++;
    } else if (stored.newest() > state.order()
        || (stored.newest() == state.order() && stored.count() > state.count())) {
      ahead++;
    } else {
      wrong++;
      example(
          ("the state of %s in the online store has newest event %s and count %,d, from "
                  + "its events %s and %,d")
              .formatted(
                  entity,
                  Instant.ofEpochMilli(stored.newest()),
                  stored.count(),
                  Instant.ofEpochMilli(state.newest()),
                  state.count()));
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
