package io.twinstream.features.oracle;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.expression.Filters;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Sample;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.time.Zone;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Computes features from the list of all events, directly by their definition: without tiles,
 * pruning or merging. It is slow and meant to be obviously right; tests and parity reports compare
 * the algebra with it.
 */
public final class NaiveOracle {
  private static final long NOTHING = Long.MIN_VALUE;

  private final Source source;
  private final View view;
  private final List<FeatureType> types;

  public NaiveOracle(Project project, View view, List<FeatureType> types) {
    this.source = project.source(view.source());
    this.view = view;
    this.types = types;
  }

  /**
   * Returns the events of one entity that a row at time t sees. The row's own event is the event of
   * the same record. Its position alone does not identify it: records at one position that
   * contradict each other are different events.
   *
   * @param own the event of the row itself; null if it has none
   */
  public static List<Event> visible(
      Collection<Event> events, long t, Visibility visibility, Event own) {
    return visible(
        events,
        t,
        visibility,
        own,
        e -> own != null && e.position().equals(own.position()) && e.agreesWith(own));
  }

  /**
   * Returns the events of one entity that a row sees which names events.
   *
   * @param own the event of the row itself, from whatever input; null if it has none
   * @param named selects the events that the row names
   */
  public static List<Event> visible(
      Collection<Event> events, long t, Visibility visibility, Event own, Predicate<Event> named) {
    Stream<Event> others =
        events.stream()
            .filter(e -> visibility == Visibility.INCLUSIVE ? e.known() <= t : e.known() < t)
            .filter(named.negate());
    boolean self = visibility == Visibility.SELF && own != null;
    return Stream.concat(others, self ? Stream.of(own) : Stream.of()).toList();
  }

  /**
   * Evaluates the features of one entity.
   *
   * @param events all visible events of the entity
   * @param asOf milliseconds since 1970; the time of the newest event if that is later
   */
  public FeatureRow evaluate(Collection<Event> events, long asOf) {
    return evaluate(events, asOf, events.stream().mapToLong(Event::ts).max().orElse(NOTHING));
  }

  /**
   * Evaluates the features of one entity.
   *
   * @param newest the time of its newest event; {@link Long#MIN_VALUE} for none
   */
  FeatureRow evaluate(Collection<Event> events, long asOf, long newest) {
    FeatureRow row = new FeatureRow(types);
    long t = Math.max(asOf, newest);
    boolean expired =
        newest != NOTHING && view.ttl().isPresent() && t - newest > view.ttl().get().toMillis();
    for (int i = 0; i < view.aggregations().size(); i++) {
      Aggregation aggregation = view.aggregations().get(i);
      EventPredicate filter =
          aggregation.filter().map(cel -> Filters.compile(source.schema(), cel)).orElse(e -> true);
      List<Event> live = expired ? List.of() : List.copyOf(events);
      Call call = Functions.call(aggregation, source);
      if (aggregation.window() instanceof Window.Series series) {
        List<Object> values = new ArrayList<>();
        for (int at = 0; at < series.count(); at++) {
          Object value = value(call, series.window(at), filter, live, t);
          values.add(value == FeatureRow.INEXACT ? null : value);
        }
        row.setValue(i, ArrayValue.of(types.get(i).element(), values));
      } else {
        row.setValue(i, value(call, aggregation.window(), filter, live, t));
      }
    }
    return row;
  }

  private Object value(
      Call call, Window window, EventPredicate filter, List<Event> events, long t) {
    List<Event> counted = seen(window, events, t).stream().filter(filter::test).toList();
    return Functions.of(call.aggregation().function()).naive(new Sample(call, counted, t));
  }

  private List<Event> seen(Window window, List<Event> events, long t) {
    if (window instanceof Window.Last last) {
      return newest(last, events);
    }
    return window instanceof Window.Session session
        ? session(session, events, t)
        : within(window, events, t);
  }

  private List<Event> within(Window window, List<Event> events, long t) {
    return events.stream().filter(e -> contains(window, e.ts(), t)).toList();
  }

  private List<Event> session(Window.Session window, List<Event> events, long t) {
    EventPredicate filter =
        window.filter().map(cel -> Filters.compile(source.schema(), cel)).orElse(e -> true);
    Window seen = Window.sliding(window.lookback(), window.hop());
    List<Event> latestFirst =
        within(seen, events, t).stream()
            .filter(filter::test)
            .sorted(Comparator.comparingLong(Event::ts).reversed())
            .toList();
    long gap = window.gap().toMillis();
    long next = window.last() && !latestFirst.isEmpty() ? latestFirst.get(0).ts() : t;
    List<Event> session = new ArrayList<>();
    for (Event event : latestFirst) {
      if (next - event.ts() > gap) {
        break;
      }
      session.add(event);
      next = event.ts();
    }
    return session;
  }

  private List<Event> newest(Window.Last window, List<Event> events) {
    EventPredicate filter =
        window.filter().map(cel -> Filters.compile(source.schema(), cel)).orElse(e -> true);
    Comparator<Event> order =
        Comparator.comparingLong(Event::ts)
            .thenComparing(e -> e.id().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
            .thenComparing(Event::identity);
    return events.stream()
        .filter(filter::test)
        .sorted(order.reversed())
        .limit(window.count())
        .toList();
  }

  private boolean contains(Window window, long ts, long t) {
    long hop = window.hop().toMillis();
    long width = window.width().toMillis();
    long delay = window.delay().toMillis();
    switch (window.shape()) {
      case LIFETIME, LAST:
        return true;
      case TUMBLING:
        return Math.floorDiv(ts, width) == Math.floorDiv(t, width) - (window.previous() ? 1 : 0);
      case SESSION, SERIES:
        throw new IllegalArgumentException("no window by time: " + window);
      case CALENDAR:
        return contains((Window.Calendar) window, ts, t);
      default:
        long upTo = t - ((Window.Sliding) window).offset().toMillis();
        if (delay == 0) {
          long tile = Math.floorDiv(ts, hop);
          return tile > Math.floorDiv(upTo - width, hop) && tile <= Math.floorDiv(upTo, hop);
        }
        // The tile of ts is complete by t - d, and fewer than W/h complete ones come after it.
        long end = Math.floorDiv(ts, hop) * hop + hop - source.resolution().toMillis();
        return end <= t - delay && end + width > t - delay;
    }
  }

  private static boolean contains(Window.Calendar window, long ts, long t) {
    LocalDate now = window.unit().first(day(window.zone(), t));
    LocalDate wanted = window.previous() ? window.unit().first(now.minusDays(1)) : now;
    return window.unit().first(day(window.zone(), ts)).equals(wanted);
  }

  /** The latest date that the clocks of a zone have shown up to an instant. */
  private static LocalDate day(Zone zone, long instant) {
    ZoneRules rules = zone.rules();
    Stream<Instant> changes =
        Stream.iterate(
                rules.previousTransition(Instant.ofEpochMilli(instant + 1)),
                Objects::nonNull,
                change -> rules.previousTransition(change.getInstant()))
            .limit(3)
            .map(change -> change.getInstant().minusMillis(1));
    return Stream.concat(Stream.of(Instant.ofEpochMilli(instant)), changes)
        .map(at -> LocalDate.ofInstant(at, rules.getOffset(at)))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }
}
