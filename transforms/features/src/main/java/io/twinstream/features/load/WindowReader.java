package io.twinstream.features.load;

import io.twinstream.features.definition.CalendarUnit;
import io.twinstream.features.definition.Window;
import io.twinstream.features.load.AggregationTemplate.Labelled;
import io.twinstream.features.text.Durations;
import io.twinstream.features.text.Names;
import io.twinstream.features.time.Zone;
import io.twinstream.features.time.ZoneTable;
import io.twinstream.features.yaml.YamlNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the windows of one aggregation, which share its delay, and its hop if they slide. */
record WindowReader(YamlNode aggregation) {

  Optional<Labelled> read(YamlNode part) {
    if (part.isMapping()) {
      return shaped(part);
    }
    if (part.text().equals("lifetime")) {
      return refuseHopAndDelay("lifetime")
          ? Optional.empty()
          : Optional.of(new Labelled("lifetime", Window.lifetime()));
    }
    Optional<Duration> width = Durations.parse(part.text()).filter(d -> !d.isZero());
    if (width.isEmpty()) {
      part.problem(
          "'" + part.text() + "' is not a window",
          "write a duration such as 30m, {sliding: 1h, offset: 1d}, {tumbling: 1h},"
              + " {calendar: month, zone: Europe/London}, {last: 100}, {session: 30m, lookback: 1d}, {series: 1h, step: 5m, count: 12} or lifetime");
      return Optional.empty();
    }
    return sliding(part, width.get());
  }

  /** Reads a window that names its shape. */
  private Optional<Labelled> shaped(YamlNode part) {
    if (part.get("sliding").isPresent()) {
      return shifted(part);
    }
    if (part.get("session").isPresent()) {
      return session(part);
    }
    if (part.get("last").isPresent()) {
      return last(part);
    }
    if (part.get("series").isPresent()) {
      return series(part);
    }
    return part.get("calendar").isPresent() ? calendar(part) : tumbling(part);
  }

  /** A sliding window that ends at an earlier instant. */
  private Optional<Labelled> shifted(YamlNode part) {
    part.allow("a window", "sliding", "offset", "before");
    Duration width = part.duration("sliding", Duration.ofHours(1));
    boolean before = part.bool("before", false);
    if (before == part.get("offset").isPresent()) {
      part.problem("a sliding window needs an offset", "write offset: 1d, or before: true");
      return Optional.empty();
    }
    Duration offset = before ? width : part.duration("offset", width);
    Duration hop = aggregation.duration("hop", Window.defaultHop(width));
    if (width.isZero() || offset.isZero() || hop.isZero()) {
      part.problem("a window, its offset and its hop cannot be zero", "");
    } else if (!isMultiple(width, hop) || !isMultiple(offset, hop)) {
      part.problem(
          "window "
              + Durations.format(width)
              + " or its offset "
              + Durations.format(offset)
              + " is not a multiple of its hop "
              + Durations.format(hop),
          "choose a hop that divides both");
    } else if (aggregation.get("delay").isPresent()) {
      aggregation.problem("delay", "a window has a delay or an offset", "leave one out");
    } else {
      Window window = Window.offset(width, hop, offset);
      return Optional.of(new Labelled(window.label(), window));
    }
    return Optional.empty();
  }

  private Optional<Labelled> session(YamlNode part) {
    part.allow("a window", "session", "lookback", "last", "where");
    part.need("lookback", "a session window", "write lookback: 1d, the longest time to look back");
    Duration gap = part.duration("session", Duration.ofMinutes(30));
    Duration lookback = part.duration("lookback", Duration.ofDays(1));
    Duration hop = aggregation.duration("hop", gap);
    boolean last = part.bool("last", false);
    if (gap.isZero() || lookback.isZero() || hop.isZero()) {
      part.problem("a gap, a lookback and a hop cannot be zero", "");
    } else if (hop.compareTo(gap) > 0 || !isMultiple(lookback, hop)) {
      part.problem(
          "the hop "
              + Durations.format(hop)
              + " of a session window must divide the lookback "
              + Durations.format(lookback)
              + " and be at most the gap "
              + Durations.format(gap),
          "write a hop that is");
    } else if (aggregation.get("delay").isPresent()) {
      aggregation.problem("delay", "a session window has no delay", "leave it out");
    } else {
      Window window =
          new Window.Session(gap, lookback, hop, last, part.get("where").map(YamlNode::text));
      return Optional.of(new Labelled(window.label(), window));
    }
    return Optional.empty();
  }

  private Optional<Labelled> series(YamlNode part) {
    part.allow("a window", "series", "step", "count");
    part.need("step", "a series", "write step: 5m, the time from each window to the next");
    part.need("count", "a series", "write count: 12, the number of windows");
    Duration width = part.duration("series", Duration.ofHours(1));
    Duration step = part.duration("step", width);
    int count = part.integer("count", 1, 1, Window.Series.MOST);
    Duration hop = aggregation.duration("hop", commonHop(width, step));
    if (width.isZero() || step.isZero() || hop.isZero()) {
      part.problem("a window, its step and its hop cannot be zero", "");
    } else if (!isMultiple(width, hop) || !isMultiple(step, hop)) {
      part.problem(
          "window "
              + Durations.format(width)
              + " or its step "
              + Durations.format(step)
              + " is not a multiple of its hop "
              + Durations.format(hop),
          "choose a hop that divides both");
    } else if (aggregation.get("delay").isPresent()) {
      aggregation.problem("delay", "a series has no delay", "leave it out");
    } else {
      Window window = new Window.Series(width, hop, step, count);
      return Optional.of(new Labelled(window.label(), window));
    }
    return Optional.empty();
  }

  /** Returns the usual hop of a window if it divides the step, else the greatest that does. */
  private static Duration commonHop(Duration width, Duration step) {
    Duration hop = Window.defaultHop(width);
    return step.isZero() || isMultiple(step, hop)
        ? hop
        : Duration.ofMillis(
            BigInteger.valueOf(hop.toMillis())
                .gcd(BigInteger.valueOf(step.toMillis()))
                .longValueExact());
  }

  private Optional<Labelled> last(YamlNode part) {
    part.allow("a window", "last", "where");
    int count = part.integer("last", 1, 1, Window.Last.MOST);
    Window.Last window = new Window.Last(count, part.get("where").map(YamlNode::text));
    return refuseHopAndDelay("last")
        ? Optional.empty()
        : Optional.of(new Labelled(window.label(), window));
  }

  private Optional<Labelled> calendar(YamlNode part) {
    part.allow("a window", "calendar", "zone", "previous");
    Optional<CalendarUnit> unit =
        part.get("calendar").orElseThrow().constant("unit", CalendarUnit.class);
    boolean previous = part.bool("previous", false);
    String zone = part.text("zone", "UTC");
    try {
      Window.Calendar window =
          new Window.Calendar(unit.orElse(CalendarUnit.DAY), Zone.of(zone), previous);
      return unit.isEmpty() || refuseHopAndDelay("calendar")
          ? Optional.empty()
          : Optional.of(new Labelled(window.label(), window));
    } catch (IllegalArgumentException e) {
      part.problem("zone", e.getMessage(), Names.didYouMean(zone, ZoneTable.get().ids()));
      return Optional.empty();
    }
  }

  private Optional<Labelled> sliding(YamlNode part, Duration width) {
    Duration delay = aggregation.duration("delay", Duration.ZERO);
    Duration hop = aggregation.duration("hop", Window.defaultHop(width));
    if (hop.isZero()) {
      aggregation.problem("hop", "a hop cannot be zero", "leave it out for a sixtieth of W");
    } else if (!isMultiple(width, hop)) {
      part.problem(
          "window " + part.text() + " is not a multiple of its hop " + Durations.format(hop),
          "choose a hop that divides it, or leave hop out");
    } else if (!isMultiple(delay, hop)) {
      aggregation.problem(
          "delay",
          "delay "
              + Durations.format(delay)
              + " is not a multiple of the hop "
              + Durations.format(hop),
          "choose a hop that divides both the window and the delay");
    } else {
      return Optional.of(new Labelled(part.text(), Window.delayed(width, hop, delay)));
    }
    return Optional.empty();
  }

  private boolean anySlides() {
    return aggregation.get("windows").map(YamlNode::items).orElse(List.of()).stream()
        .anyMatch(
            window ->
                window.isMapping()
                    ? window.get("sliding").isPresent() || window.get("session").isPresent()
                    : !window.text().equals("lifetime"));
  }

  private static boolean isMultiple(Duration length, Duration hop) {
    return length.toMillis() % hop.toMillis() == 0;
  }

  private Optional<Labelled> tumbling(YamlNode part) {
    part.allow("a window", "tumbling", "previous", "sliding", "calendar", "last", "session");
    part.need("tumbling", "a window", "write {tumbling: 1h}");
    Duration width = part.duration("tumbling", Duration.ofHours(1));
    boolean previous = part.bool("previous", false);
    if (width.isZero()) {
      part.problem("a window cannot have length zero", "");
    }
    if (width.isZero() || refuseHopAndDelay("tumbling")) {
      return Optional.empty();
    }
    return Optional.of(
        previous
            ? new Labelled("previous_" + part.text("tumbling", ""), Window.previousTumbling(width))
            : new Labelled("tumbling_" + part.text("tumbling", ""), Window.tumbling(width)));
  }

  /**
   * Refuses a hop and a delay for windows without one. A delay applies to all windows of an
   * aggregation: a window without it would see events that the others must not see.
   */
  private boolean refuseHopAndDelay(String shape) {
    List<String> refused = anySlides() ? List.of("delay") : List.of("hop", "delay");
    for (String key : refused) {
      if (aggregation.get(key).isPresent()) {
        aggregation.problem(
            key,
            "a " + shape + " window has no " + key,
            "give " + shape + " windows an aggregation of their own");
        return true;
      }
    }
    return false;
  }
}
