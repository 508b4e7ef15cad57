package io.twinstream.serving.reading;

import io.twinstream.serving.guard.StateFallback;
import io.twinstream.serving.guard.Until;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.status.ViewStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The read of one feature list for several rows: collects the state keys, each once, then evaluates
 * the states. Rows with the same id share the reading of a view.
 */
final class BatchRead {
  private static final int NOWHERE = -1;

  /** Evaluates a view for a row. */
  private interface Cell {
    ViewReading read(int row, int view);
  }

  private final FeatureList list;
  private final List<EntityRow> rows;
  private final ViewStatus[] followed;

  /** By key of the list and row: the first row with the same id; null for a single row. */
  private final int[][] first;

  private final int[] places;
  private final List<StateKey> keys;

  BatchRead(FeatureList list, List<EntityRow> rows, ViewStatus[] followed) {
    this.list = list;
    this.rows = rows;
    this.followed = followed;
    this.first = rows.size() == 1 ? null : firsts(list.keys(), rows);
    this.places = new int[rows.size() * followed.length];
    this.keys = new ArrayList<>(places.length);
    for (int row = 0; row < rows.size(); row++) {
      for (int view = 0; view < followed.length; view++) {
        places[row * followed.length + view] = place(row, view);
      }
    }
  }

  private static int[][] firsts(int keys, List<EntityRow> rows) {
    int[][] first = new int[keys][rows.size()];
    for (int key = 0; key < keys; key++) {
      Map<String, Integer> seen = new HashMap<>(2 * rows.size());
      for (int row = 0; row < rows.size(); row++) {
        Integer before = seen.putIfAbsent(rows.get(row).ids()[key], row);
        first[key][row] = before == null ? row : before;
      }
    }
    return first;
  }

  private int place(int row, int view) {
    if (followed[view].generation().isEmpty()) {
      return NOWHERE;
    }
    int from = firstLike(row, view);
    if (from != row) {
      return places[from * followed.length + view];
    }
    keys.add(
        new StateKey(followed[view].generation().get(), rows.get(row).ids()[list.keyOf(view)]));
    return keys.size() - 1;
  }

  private int firstLike(int row, int view) {
    return first == null ? row : first[list.keyOf(view)][row];
  }

  /** The keys to read from the store. */
  List<StateKey> keys() {
    return keys;
  }

  /**
   * Evaluates the states.
   *
   * @param states in the order of {@link #keys}; null if the store has none
   * @param now milliseconds since 1970
   * @param degradation where the states come from
   * @throws io.twinstream.serving.problem.ProblemException at the deadline
   */
  Reading evaluate(List<StoredState> states, long now, Degradation degradation, Until until) {
    return evaluate((row, view) -> read(states, row, view, now), now, degradation, until);
  }

  /**
   * Evaluates the states that were read last.
   *
   * @param known in the order of {@link #keys}; null if there is none
   */
  Reading evaluateKnown(StateFallback.Known[] known, long now) {
    return evaluate(
        (row, view) -> readKnown(known, row, view, now), now, Degradation.LAST_KNOWN, Until.NEVER);
  }

  private Reading evaluate(Cell cell, long now, Degradation degradation, Until until) {
    Reading.Row[] read = new Reading.Row[rows.size()];
    for (int row = 0; row < read.length; row++) {
      until.check(row);
      ViewReading[] views = new ViewReading[followed.length];
      for (int view = 0; view < views.length; view++) {
        int from = firstLike(row, view);
        boolean shared =
            from != row && rows.get(row).event() == null && rows.get(from).event() == null;
        views[view] = shared ? read[from].views()[view] : cell.read(row, view);
      }
      read[row] = new Reading.Row(list.evaluate(views, rows.get(row).request()), views);
    }
    for (int view = 0; view < followed.length; view++) {
      count(read, view);
    }
    return new Reading(now, Arrays.asList(read), degradation);
  }

  private void count(Reading.Row[] read, int view) {
    int[] statuses = new int[Status.values().length];
    long ages = 0;
    int old = 0;
    for (Reading.Row row : read) {
      ViewReading reading = row.views()[view];
      statuses[reading.status().ordinal()]++;
      if (reading.newest() != Long.MIN_VALUE) {
        old++;
        ages += reading.asOf() - reading.newest();
      }
    }
    list.views()[view].counts().add(statuses, ages, old, read[0].views()[view].source());
  }

  private ViewReading read(List<StoredState> states, int row, int view, long now) {
    int place = places[row * followed.length + view];
    return read(place == NOWHERE ? null : states.get(place), row, view, now);
  }

  private ViewReading readKnown(StateFallback.Known[] known, int row, int view, long now) {
    int place = places[row * followed.length + view];
    StateFallback.Known last = place == NOWHERE ? null : known[place];
    return last == null
        ? ViewReading.unknown(list.views()[view], followed[view], now)
        : read(last.state(), row, view, now).readAt(last.readAt());
  }

  private ViewReading read(StoredState stored, int row, int view, long now) {
    SourceEvent event = rows.get(row).event();
    return event == null
        ? ViewReading.of(list.views()[view], stored, followed[view], now)
        : ViewReading.with(event, list.views()[view], stored, followed[view]);
  }
}
