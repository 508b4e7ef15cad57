package io.twinstream.benchmarks;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.library.Examples;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.text.DefinitionException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Measures each aggregation function over {@code windows: 1h} (hop 1 m), or over the window of its
 * example if it has one: nanoseconds to add an event to a state, to merge two states, to encode and
 * decode a state, and to evaluate its bytes, for a state of 100 events; and the bytes of states of
 * 1, 100 and 10,000 events within an hour. Prints a table in Markdown; medians of seven runs.
 */
final class AggregateCosts {
  private static final int EVENTS = 100;
  private static final int MANY = 10_000;
  private static final int RUNS = 7;
  private static final long RUN_NANOS = 40_000_000;
  private static final long HOUR = 3_600_000;
  private static final long START = 1_700_000_000_000L / HOUR * HOUR;

  private AggregateCosts() {}

  /** Keeps the JVM from leaving out what is measured. */
  private static volatile Object sink;

  public static void main(String[] args) {
    System.out.println(
        "| function | add ns | merge ns | encode and decode ns | evaluate bytes ns | bytes of 1 | of 100 | of 10,000 |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (Function function : Functions.all()) {
      System.out.println(row(function));
    }
  }

  private static String row(Function function) {
    Project project = project(function);
    CompiledView view = CompiledView.of(project, project.view("example@1"));
    Schema schema = project.source("payments").schema();
    Event[] events = events(schema, EVENTS);
    EntityState all = state(view, events);
    EntityState odd = view.empty();
    EntityState even = view.empty();
    for (int i = 0; i < events.length; i++) {
      odd = i % 2 == 0 ? odd : view.add(odd, events[i]);
      even = i % 2 == 0 ? view.add(even, events[i]) : even;
    }
    EntityState a = odd;
    EntityState b = even;
    byte[] bytes = view.encode(all);
    Event more = events(schema, EVENTS + 1)[EVENTS];
    return "| `%s` | %,d | %,d | %,d | %,d | %,d | %,d | %,d |"
        .formatted(
            function.id(),
            nanos(() -> view.add(all, more)),
            nanos(() -> view.merge(a, b)),
            nanos(() -> view.decode(view.encode(all))),
            nanos(() -> view.evaluate(bytes, all.newest())),
            view.encode(state(view, Arrays.copyOf(events, 1))).length,
            bytes.length,
            view.encode(state(view, events(schema, MANY))).length);
  }

  private static Project project(Function function) {
    String yaml = Examples.definitions(function);
    try {
      return parse(yaml.replace("windows: lifetime", "windows: 1h"));
    } catch (DefinitionException onlyItsOwnWindow) {
      return parse(yaml);
    }
  }

  private static Project parse(String yaml) {
    return Definitions.parse(Map.of("example.yaml", yaml));
  }

  private static EntityState state(CompiledView view, Event[] events) {
    EntityState state = view.empty();
    for (Event event : events) {
      state = view.add(state, event);
    }
    return state;
  }

  /** Events of the last hour, at whole minutes, of 20 merchants; one in ten has no amount. */
  private static Event[] events(Schema schema, int count) {
    Random random = new Random(count);
    Event[] events = new Event[count];
    for (int i = 0; i < count; i++) {
      long ts = START + random.nextInt(60) * 60_000L;
      long[] bits = new long[schema.size()];
      String[] texts = new String[schema.size()];
      boolean[] present = new boolean[schema.size()];
      Arrays.fill(present, true);
      texts[schema.slot("card")] = "c1";
      texts[schema.slot("merchant")] = "merchant-" + random.nextInt(20);
      bits[schema.slot("amount")] = 100 + random.nextInt(20_000);
      present[schema.slot("amount")] = random.nextInt(10) > 0;
      bits[schema.slot("approved")] = random.nextInt(2);
      bits[schema.slot("time")] = ts;
      events[i] =
          new Event(new Position("payments", 0, i), ts, ts, "e" + i, i, bits, texts, present);
    }
    return events;
  }

  private static long nanos(Supplier<Object> operation) {
    long[] runs = new long[RUNS];
    for (int run = 0; run < RUNS; run++) {
      long begin = System.nanoTime();
      long now = begin;
      long done = 0;
      while (now - begin < RUN_NANOS) {
        for (int i = 0; i < 16; i++) {
          sink = operation.get();
        }
        done += 16;
        now = System.nanoTime();
      }
      runs[run] = (now - begin) / done;
    }
    Arrays.sort(runs);
    return runs[RUNS / 2];
  }
}
