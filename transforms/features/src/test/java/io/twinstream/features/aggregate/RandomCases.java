package io.twinstream.features.aggregate;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Function;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Random views and histories, small enough that every edge is hit often. */
final class RandomCases {
  private static final List<String> FILTERS =
      List.of("status == 'approved'", "amount > 1.0", "status != 'declined' && amount < 20.0");

  /** Where squares, and sums of them, need more bits. */
  private static final List<Long> EXTREMES =
      List.of(
          999_999_999_999_999_999L,
          -999_999_999_999_999_999L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          (1L << 31) - 1,
          1L << 31,
          -(1L << 31),
          3_037_000_500L);

  /** A view and the events of one of its entities. */
  record Case(Project project, View view, CompiledView compiled, List<Event> events) {}

  private RandomCases() {}

  static Case from(long seed) {
    Random random = new Random(seed);
    Duration resolution = Duration.ofMillis(pick(random, List.of(1, 10, 1000)));
    List<Aggregation> aggregations = new ArrayList<>();
    int n = 1 + random.nextInt(8);
    for (int i = 0; i < n; i++) {
      aggregations.add(aggregation(random, resolution.toMillis()));
    }
    Optional<Duration> ttl =
        random.nextInt(4) == 0 ? Optional.of(Duration.ofSeconds(120)) : Optional.empty();
    View view = Payments.view(ttl, pick(random, List.of(0, 1, 3, 16)), aggregations);
    Project project = Payments.project(Payments.source(resolution), view);
    return new Case(
        project, view, CompiledView.of(project, view), events(random, resolution.toMillis()));
  }

  private static Aggregation aggregation(Random random, long resolution) {
    Function function = pick(random, List.of(Function.values()));
    String field =
        switch (function) {
          case COUNT -> pick(random, new String[] {null, "amount", "merchant"});
          case TIME_SINCE_FIRST, TIME_SINCE_LAST -> null;
          case SUM, MEAN, VARIANCE, STDDEV -> pick(random, List.of("amount", "items"));
          case MIN, MAX -> pick(random, List.of("amount", "items", "risk", "time"));
          case DISTINCT, FIRST, LAST ->
              pick(random, List.of("amount", "merchant", "risk", "status", "items"));
        };
    String filter = random.nextInt(3) == 0 ? pick(random, FILTERS) : null;
    return Payments.aggregation(
        function, field, window(random, resolution), filter, pick(random, List.of(2, 5, 256)));
  }

  private static Window window(Random random, long resolution) {
    Duration hop = Duration.ofMillis(resolution * pick(random, List.of(1, 2, 5, 7)));
    Duration width = hop.multipliedBy(1 + random.nextInt(12));
    return switch (random.nextInt(6)) {
      case 0 -> Window.lifetime();
      case 1 -> Window.tumbling(width);
      case 2 -> Window.previousTumbling(width);
      case 3 -> Window.delayed(width, hop, hop.multipliedBy(1 + random.nextInt(9)));
      default -> Window.sliding(width, hop);
    };
  }

  private static List<Event> events(Random random, long resolution) {
    List<Event> events = new ArrayList<>();
    int n = random.nextInt(40);
    long span = resolution * (1 + random.nextInt(150));
    for (int i = 0; i < n; i++) {
      long ts = Math.floorDiv(random.nextLong(-span, span), resolution) * resolution;
      long known = ts + random.nextLong(-20, 50);
      Long cents =
          switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> pick(random, EXTREMES);
            default -> random.nextLong(-4000, 4000);
          };
      String status = pick(random, new String[] {"approved", "declined", null});
      String id = pick(random, List.of("a", "b", "\uffee", "\ud83d\ude00", "a" + i, "x" + i));
      events.add(Payments.event(i, known, ts, id, cents, status));
    }
    return events;
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static <T> T pick(Random random, T[] from) {
    return from[random.nextInt(from.length)];
  }
}
