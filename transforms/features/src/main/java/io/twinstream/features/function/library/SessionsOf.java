package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.TileSeries;
import io.twinstream.features.definition.Window;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.text.Durations;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * How many sessions a window holds, and how long they are. A tile is at most as long as the gap, so
 * its events are in one session, and the sessions follow from the times of the first and the last
 * event of each tile.
 */
final class SessionsOf extends Function {
  enum Kind {
    COUNT("the number of sessions", "0", "1"),
    MEAN("the mean time from the first to the last event of a session in seconds", "null", "120.0"),
    LONGEST(
        "the longest time from the first to the last event of a session in seconds",
        "null",
        "120.0");

    private final String meaning;
    private final String ofNone;
    private final String example;

    Kind(String meaning, String ofNone, String example) {
      this.meaning = meaning;
      this.ofNone = ofNone;
      this.example = example;
    }
  }

  private static final Argument GAP =
      Argument.duration("gap", "the greatest time between two consecutive events of a session");
  private static final Argument CUT =
      Argument.flag(
          "cut",
          "whether a session counts that may have begun before the window, with its events in the"
              + " window");

  private final Kind kind;

  SessionsOf(String id, Kind kind) {
    super(id);
    this.kind = kind;
  }

  @Override
  public FieldUse fieldUse() {
    return FieldUse.NONE;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(GAP, CUT);
  }

  @Override
  public FeatureType type(Call call) {
    return kind == Kind.COUNT ? FeatureType.LONG : FeatureType.DOUBLE;
  }

  private static long gap(Call call) {
    return Durations.parse(call.text(GAP.name())).orElseThrow().toMillis();
  }

  /** Returns the least time of which events are in the window. */
  private static long begin(Call call, long asOf) {
    Window.Sliding window = (Window.Sliding) call.window();
    long hop = window.hop().toMillis();
    long end = asOf - window.offset().toMillis();
    return (Math.floorDiv(end - window.width().toMillis(), hop) + 1) * hop;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    if (!(call.window() instanceof Window.Sliding window) || !window.delay().isZero()) {
      throw new IllegalArgumentException(
          id() + " is of a sliding window without a delay; write a window such as windows: 7d");
    }
    long gap = gap(call);
    if (window.hop().toMillis() > gap) {
      throw new IllegalArgumentException(
          "%s needs a hop of at most its gap; write hop: %s".formatted(id(), call.text("gap")));
    }
    boolean cut = call.flag(CUT.name());
    TileSeries series = columns.series(columns.time(false), columns.time(true));
    return (row, asOf, out, i) -> {
      long from = cut ? Long.MIN_VALUE : begin(call, asOf) + gap;
      Lengths lengths = new Lengths();
      long first = 0;
      long last = 0;
      List<long[]> tiles = series.tiles(row);
      for (int tile = 0; tile < tiles.size(); tile++) {
        long begins = tiles.get(tile)[TileSeries.CELLS];
        if (tile == 0 || begins - last > gap) {
          lengths.add(tile > 0 && first >= from, last - first);
          first = begins;
        }
        last = tiles.get(tile)[TileSeries.CELLS + 1];
      }
      lengths.add(tiles.size() > 0 && first >= from, last - first);
      set(lengths, out, i);
    };
  }

  private void set(Lengths lengths, FeatureRow out, int i) {
    if (kind == Kind.COUNT) {
      out.setBits(i, lengths.count);
    } else if (lengths.count > 0) {
      out.setDouble(
          i,
          kind == Kind.MEAN
              ? Exact.ratio(lengths.sum, lengths.count, 3)
              : Values.seconds(lengths.longest));
    }
  }

  /** The lengths of some sessions, in milliseconds. Their sum is at most that of the window. */
  private static final class Lengths {
    private long count;
    private long sum;
    private long longest;

    void add(boolean counts, long length) {
      if (counts) {
        count++;
        sum += length;
        longest = Math.max(longest, length);
      }
    }
  }

  @Override
  public Object naive(Sample sample) {
    Call call = sample.call();
    BigDecimal gap = BigDecimal.valueOf(gap(call), 3);
    List<BigDecimal> times =
        sample.events().stream()
            .map(Event::ts)
            .sorted()
            .map(ts -> BigDecimal.valueOf(ts, 3))
            .toList();
    List<List<BigDecimal>> sessions = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      if (i == 0 || times.get(i).subtract(times.get(i - 1)).compareTo(gap) > 0) {
        sessions.add(new ArrayList<>());
      }
      sessions.get(sessions.size() - 1).add(times.get(i));
    }
    BigDecimal begin = BigDecimal.valueOf(begin(call, sample.asOf()), 3);
    List<BigDecimal> lengths =
        sessions.stream()
            .filter(s -> call.flag(CUT.name()) || s.get(0).subtract(gap).compareTo(begin) >= 0)
            .map(s -> s.get(s.size() - 1).subtract(s.get(0)))
            .toList();
    if (kind == Kind.COUNT) {
      return (long) lengths.size();
    } else if (lengths.isEmpty()) {
      return null;
    }
    return kind == Kind.MEAN
        ? Moments.quotient(
            lengths.stream().reduce(BigDecimal.ZERO, BigDecimal::add),
            BigDecimal.valueOf(lengths.size()))
        : lengths.stream().max(BigDecimal::compareTo).orElseThrow().doubleValue();
  }

  @Override
  public Card card() {
    return new Card(
        kind.meaning
            + ", of sliding windows; the first session is left out if an event before the window"
            + " could belong to it, unless cut: true. A filter selects events before sessions",
        kind.ofNone,
        new Card.Example(
            "function: " + id() + ", gap: 2m", "1 a true, 2 b true, 3 c true", "1h", kind.example));
  }
}
