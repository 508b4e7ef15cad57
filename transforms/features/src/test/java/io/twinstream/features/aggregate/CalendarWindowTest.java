package io.twinstream.features.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.CalendarUnit;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.event.Event;
import io.twinstream.features.laws.Payments;
import io.twinstream.features.oracle.NaiveOracle;
import io.twinstream.features.time.Zone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Tests calendar windows over months in which clocks change. */
class CalendarWindowTest {
  private static final List<String> ZONES =
      List.of("Europe/London", "Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe", "Z");
  private static final long HOUR = 3_600_000;

  @Property(tries = 300)
  void equalTheOracleInAnyOrderAndFromBytes(@ForAll long seed) {
    Random random = new Random(seed);
    List<Aggregation> aggregations = new ArrayList<>();
    for (CalendarUnit unit : CalendarUnit.values()) {
      for (boolean previous : new boolean[] {false, true}) {
        Zone zone = Zone.of(ZONES.get(random.nextInt(ZONES.size())));
        String filter = random.nextInt(3) == 0 ? "status == 'approved'" : null;
        Window.Calendar window = new Window.Calendar(unit, zone, previous);
        aggregations.add(Payments.aggregation("sum", "amount", window, filter, Map.of()));
      }
    }
    View view = Payments.view(Optional.empty(), 4, aggregations);
    Project project = Payments.project(Payments.source(Duration.ofSeconds(1)), view);
    CompiledView compiled = CompiledView.of(project, view);
    NaiveOracle oracle = new NaiveOracle(project, view, compiled.types());
    long middle = Instant.parse("2011-11-07T03:00:00Z").toEpochMilli();
    List<Event> events = new ArrayList<>();
    EntityState all = compiled.empty();
    EntityState odd = compiled.empty();
    EntityState even = compiled.empty();
    for (int i = 0; i < 40; i++) {
      long ts = (middle + random.nextLong(-1_500 * HOUR, 1_500 * HOUR)) / 1_000 * 1_000;
      String status = random.nextBoolean() ? "approved" : "declined";
      Event event = Payments.event(i, ts, ts, "e" + i, (long) i, status);
      events.add(event);
      all = compiled.add(all, event);
      odd = i % 2 == 0 ? odd : compiled.add(odd, event);
      even = i % 2 == 0 ? compiled.add(even, event) : even;
    }
    assertThat(compiled.encode(compiled.merge(even, odd)), equalTo(compiled.encode(all)));
    for (int i = 0; i < 5; i++) {
      long asOf = all.newest() + (i == 0 ? 0 : random.nextLong(0, 800 * i * HOUR));
      assertThat(compiled.evaluate(all, asOf), equalTo(oracle.evaluate(events, asOf)));
      assertThat(
          compiled.evaluate(compiled.encode(all), asOf), equalTo(compiled.evaluate(all, asOf)));
    }
  }
}
