package io.twinstream.features.oracle;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.expression.Filters;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Computes features from the list of all events, directly by their definition: without tiles,
 * pruning or merging. It is slow and meant to be obviously right; tests and parity reports compare
 * the algebra with it.
 */
public final class NaiveOracle {
  /** More digits than any two doubles can be apart at the magnitudes that occur. */
  private static final MathContext DIGITS = new MathContext(200, RoundingMode.HALF_EVEN);

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
    FeatureRow row = new FeatureRow(types);
    long newest = events.stream().mapToLong(Event::ts).max().orElse(Long.MIN_VALUE);
    long t = Math.max(asOf, newest);
    boolean expired =
        newest != Long.MIN_VALUE
            && view.ttl().isPresent()
            && t - newest > view.ttl().get().toMillis();
    for (int i = 0; i < view.aggregations().size(); i++) {
      Aggregation aggregation = view.aggregations().get(i);
      EventPredicate filter =
          aggregation.filter().map(cel -> Filters.compile(source.schema(), cel)).orElse(e -> true);
      List<Event> counted =
          events.stream()
              .filter(e -> !expired)
              .filter(e -> contains(aggregation.window(), e.ts(), t))
              .filter(filter::test)
              .toList();
      evaluate(aggregation, counted, t, row, i);
    }
    return row;
  }

  private boolean contains(Window window, long ts, long t) {
    long hop = window.hop().toMillis();
    long width = window.width().toMillis();
    long delay = window.delay().toMillis();
    switch (window.shape()) {
      case LIFETIME:
        return true;
      case TUMBLING:
        return Math.floorDiv(ts, width) == Math.floorDiv(t, width) - (window.previous() ? 1 : 0);
      default:
        if (delay == 0) {
          return Math.floorDiv(ts, hop) > Math.floorDiv(t - width, hop);
        }
        // The tile of ts is complete by t - d, and fewer than W/h complete ones come after it.
        long end = Math.floorDiv(ts, hop) * hop + hop - source.resolution().toMillis();
        return end <= t - delay && end + width > t - delay;
    }
  }

  private void evaluate(
      Aggregation aggregation, List<Event> events, long t, FeatureRow row, int index) {
    switch (aggregation.function()) {
      case TIME_SINCE_FIRST, TIME_SINCE_LAST -> {
        var times = events.stream().mapToLong(Event::ts);
        var edge =
            aggregation.function() == io.twinstream.features.definition.Function.TIME_SINCE_LAST
                ? times.max()
                : times.min();
        edge.ifPresent(ts -> row.setDouble(index, BigDecimal.valueOf(t - ts, 3).doubleValue()));
        return;
      }
      case COUNT -> {
        if (aggregation.field().isEmpty()) {
          row.setBits(index, events.size());
          return;
        }
      }
      default -> {}
    }
    int slot = source.schema().slot(aggregation.field().orElseThrow());
    FieldType type = source.schema().field(slot).type();
    List<Event> valued = events.stream().filter(e -> !e.isNull(slot)).toList();
    switch (aggregation.function()) {
      case COUNT -> row.setBits(index, valued.size());
      case DISTINCT -> row.setBits(index, distinct(valued, slot, type, aggregation.cap()));
      case MIN, MAX, FIRST, LAST -> {
        Comparator<Event> order =
            switch (aggregation.function()) {
              case MIN -> byValue(slot, type).reversed();
              case MAX -> byValue(slot, type);
              case FIRST -> inTime(slot, type).reversed();
              default -> inTime(slot, type);
            };
        valued.stream().max(order).ifPresent(e -> set(row, index, e, slot, type));
      }
      default -> {
        if (!valued.isEmpty()) {
          row.setDouble(index, moment(aggregation, valued, slot, type));
        }
      }
    }
  }

  private static double moment(
      Aggregation aggregation, List<Event> valued, int slot, FieldType type) {
    Function<Event, BigDecimal> value = e -> BigDecimal.valueOf(e.bits(slot), type.scale());
    BigDecimal n = BigDecimal.valueOf(valued.size());
    BigDecimal sum = valued.stream().map(value).reduce(BigDecimal.ZERO, BigDecimal::add);
    return switch (aggregation.function()) {
      case SUM -> sum.doubleValue();
      case MEAN -> sum.divide(n, DIGITS).doubleValue();
      default -> {
        // Sum of squared distances from the mean, times n^2 to stay with exact numbers.
        BigDecimal scaled =
            valued.stream()
                .map(e -> value.apply(e).multiply(n).subtract(sum).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        double variance = scaled.divide(n.pow(3), DIGITS).doubleValue();
        yield aggregation.function() == io.twinstream.features.definition.Function.STDDEV
            ? StrictMath.sqrt(variance)
            : variance;
      }
    };
  }

  private static long distinct(List<Event> valued, int slot, FieldType type, int cap) {
    boolean text = type.kind() == FieldType.Kind.STRING;
    List<BigInteger> hashes =
        valued.stream()
            .map(
                e ->
                    text
                        ? Hashing.xxh3_64().hashCharsToLong(e.text(slot))
                        : Hashing.xxh3_64().hashLongLongToLong(e.bits(slot), 0))
            .map(hash -> new BigInteger(Long.toUnsignedString(hash)))
            .distinct()
            .sorted()
            .toList();
    return hashes.size() <= cap
        ? hashes.size()
        : Math.round(cap * 0x1p64 / hashes.get(cap).doubleValue());
  }

  private static Comparator<Event> byValue(int slot, FieldType type) {
    return switch (type.kind()) {
      case STRING ->
          (a, b) ->
              Arrays.compareUnsigned(
                  a.text(slot).getBytes(StandardCharsets.UTF_8),
                  b.text(slot).getBytes(StandardCharsets.UTF_8));
      case DOUBLE -> Comparator.comparingDouble(e -> Double.longBitsToDouble(e.bits(slot)));
      default -> Comparator.comparingLong(e -> e.bits(slot));
    };
  }

  private static Comparator<Event> inTime(int slot, FieldType type) {
    Comparator<Event> byId =
        (a, b) ->
            Arrays.compareUnsigned(
                a.id().getBytes(StandardCharsets.UTF_8), b.id().getBytes(StandardCharsets.UTF_8));
    return Comparator.comparingLong(Event::ts)
        .thenComparing(byId)
        .thenComparing(byValue(slot, type));
  }

  private static void set(FeatureRow row, int index, Event event, int slot, FieldType type) {
    switch (type.kind()) {
      case STRING -> row.setText(index, event.text(slot));
      case DECIMAL ->
          row.setDouble(index, BigDecimal.valueOf(event.bits(slot), type.scale()).doubleValue());
      default -> row.setBits(index, event.bits(slot));
    }
  }
}
