package io.twinstream.features.laws;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.CalendarUnit;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.time.Zone;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random view and random events of one of its entities, small enough that every edge is hit
 * often.
 *
 * @param events in no particular order, some of them twice
 */
public record RandomCase(Project project, View view, CompiledView compiled, List<Event> events) {
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

  private static final List<String> ZONES =
      List.of("UTC", "Europe/London", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns");

  /** Returns a case of any functions; equal seeds give equal cases. */
  public static RandomCase from(long seed) {
    return from(seed, List.copyOf(Functions.all()));
  }

  /** Returns a case of some functions. */
  public static RandomCase from(long seed, List<Function> functions) {
    Random random = new Random(seed);
    Duration resolution = Duration.ofMillis(pick(random, List.of(1, 10, 1000)));
    List<Aggregation> aggregations = new ArrayList<>();
    int n = 1 + random.nextInt(8);
    for (int i = 0; i < n; i++) {
      aggregations.add(aggregation(random, functions, resolution.toMillis()));
    }
    Optional<Duration> ttl =
        random.nextInt(4) == 0 ? Optional.of(Duration.ofSeconds(120)) : Optional.empty();
    View view = Payments.view(ttl, pick(random, List.of(0, 1, 3, 16)), aggregations);
    Project project = Payments.project(Payments.source(resolution), view);
    return new RandomCase(
        project, view, CompiledView.of(project, view), events(random, resolution.toMillis()));
  }

  /** Of any function, over any fields that it accepts, with any arguments. */
  private static Aggregation aggregation(Random random, List<Function> functions, long resolution) {
    Function function = pick(random, functions);
    while (true) {
      Aggregation aggregation =
          Payments.aggregation(
              function.id(),
              field(random, function),
              window(random, resolution),
              random.nextInt(3) == 0 ? pick(random, FILTERS) : null,
              arguments(random, function));
      Call call = new Call(aggregation, Payments.SCHEMA, resolution);
      try {
        function.plan(call, new Columns(Payments.SCHEMA));
        if (fit(call, function)) {
          return aggregation;
        }
      } catch (IllegalArgumentException notTogether) {
        // Not every function accepts every window.
      }
    }
  }

  /** Reports whether definitions accept a window for a function. */
  private static boolean fit(Call call, Function function) {
    return switch (call.window().shape()) {
      case LAST -> !call.hasField() || !call.field().type().isObject();
      case SERIES -> function.type(call).isScalar();
      default -> true;
    };
  }

  private static String field(Random random, Function function) {
    return switch (function.fieldUse()) {
      case NONE -> null;
      case OPTIONAL -> random.nextBoolean() ? null : field(random, function.accepts());
      case REQUIRED -> field(random, function.accepts());
    };
  }

  private static String field(Random random, Accepts accepts) {
    return pick(
        random,
        Payments.SCHEMA.fields().stream()
            .filter(field -> accepts.accepts(field.type()))
            .map(Field::name)
            .toList());
  }

  private static Map<String, Object> arguments(Random random, Function function) {
    Map<String, Object> arguments = new TreeMap<>();
    for (Argument argument : function.arguments()) {
      if (argument.isRequired() || random.nextBoolean()) {
        Object value = argument(random, argument);
        if (!value.equals(false)) {
          arguments.put(argument.name(), value);
        }
      }
    }
    return arguments;
  }

  private static Object argument(Random random, Argument argument) {
    return switch (argument.kind()) {
      case INTEGER -> {
        long least = argument.least().longValueExact();
        long most = Math.min(argument.greatest().longValueExact(), 300);
        yield random.nextInt(4) == 0 ? most : Math.min(most, least + random.nextInt(6));
      }
      case DECIMAL -> {
        BigDecimal range = argument.greatest().subtract(argument.least());
        BigDecimal part = range.multiply(BigDecimal.valueOf(random.nextInt(11), 1));
        yield argument.parse(argument.least().add(part).toPlainString()).orElseThrow();
      }
      case DECIMALS -> List.of("-10", "0", "2.5", "20");
      case DURATION -> pick(random, List.of("1s", "7s", "1m"));
      case FLAG -> random.nextBoolean();
      case CHOICE -> pick(random, argument.choices());
      case TEXTS -> List.of("m1", "m7", "approved", "4");
      case FIELD -> field(random, argument.accepts());
    };
  }

  private static Window window(Random random, long resolution) {
    Duration hop = Duration.ofMillis(resolution * pick(random, List.of(1, 2, 5, 7)));
    Duration width = hop.multipliedBy(1 + random.nextInt(12));
    return switch (random.nextInt(13)) {
      case 11 -> series(random, width, hop);
      case 6 -> Window.offset(width, hop, hop.multipliedBy(1 + random.nextInt(9)));
      case 7 -> calendar(random);
      case 9, 10 ->
          new Window.Session(
              hop.plusMillis(random.nextInt(3) * resolution),
              width,
              hop,
              random.nextBoolean(),
              random.nextBoolean() ? Optional.of(pick(random, FILTERS)) : Optional.empty());
      case 8 ->
          new Window.Last(
              1 + random.nextInt(6),
              random.nextBoolean() ? Optional.of(pick(random, FILTERS)) : Optional.empty());
      case 0 -> Window.lifetime();
      case 1 -> Window.tumbling(width);
      case 2 -> Window.previousTumbling(width);
      case 3 -> Window.delayed(width, hop, hop.multipliedBy(1 + random.nextInt(9)));
      default -> Window.sliding(width, hop);
    };
  }

  private static Window series(Random random, Duration width, Duration hop) {
    Duration step = hop.multipliedBy(1 + random.nextInt(9));
    return new Window.Series(width, hop, step, 1 + random.nextInt(5));
  }

  /** Of zones whose clocks change often, so that days are short, long or missing. */
  private static Window calendar(Random random) {
    return new Window.Calendar(
        pick(random, CalendarUnit.values()), Zone.of(pick(random, ZONES)), random.nextBoolean());
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
