package io.twinstream.local.simulation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.load.Definitions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests faults, and that all other records are events of the examples. */
class FaultsTest {
  private static final Path EXAMPLES = Path.of("../../transforms/examples");
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void corruptRecordsAreTheExpectedDeadLettersAndAllOthersEvents() {
    expectDeadLetters(new PaymentSimulation(1, 60), "fraud");
    expectDeadLetters(new ClickSimulation(1, 60), "personalisation");
  }

  private static void expectDeadLetters(Simulation simulation, String example) {
    Project project = Definitions.load(EXAMPLES.resolve(example));
    List<SimulatedRecord> records = new ArrayList<>();
    Faults faults = new Faults(9, 0, 0.1, Duration.ZERO, records::add);
    simulation.history(FROM, 10, faults);
    Map<Reason, Long> found = new EnumMap<>(Reason.class);
    int offset = 0;
    for (SimulatedRecord record : records) {
      if (!record.source().equals(Simulation.LABELLED)) {
        Source source = project.source(record.source());
        assertThat(source.topic(), is(simulation.topics().get(record.source())));
        EventDecoder decoder = EventDecoders.live(source, keys(project, record.source()), 1 << 20);
        RawRecord raw =
            new RawRecord(new Position("t", 0, offset++), record.time(), record.payload());
        Decoded decoded = decoder.decode(raw);
        if (decoded instanceof DeadLetter letter) {
          found.merge(letter.reason(), 1L, Long::sum);
        } else {
          assertThat(((Event) decoded).known(), is(record.time()));
        }
      }
    }
    assertThat(found, is(faults.spoiled()));
    assertThat(
        found.keySet(), is(Set.of(Reason.MALFORMED, Reason.MISSING_FIELD, Reason.WRONG_TYPE)));
    long bad = found.values().stream().mapToLong(Long::longValue).sum();
    assertThat((double) bad / faults.written(), closeTo(0.1, 0.02));
  }

  private static Set<String> keys(Project project, String source) {
    return project.viewsOfBase(source).stream()
        .map(view -> project.entity(view.entity()).key())
        .collect(Collectors.toSet());
  }

  @Test
  void duplicatesFollowAndDisorderIsLimited() {
    List<SimulatedRecord> plain = new ArrayList<>();
    new PaymentSimulation(1, 60).history(FROM, 10, plain::add);
    plain.removeIf(record -> record.source().equals(Simulation.LABELLED));
    List<SimulatedRecord> records = new ArrayList<>();
    Faults faults = new Faults(9, 0.2, 0, Duration.ofMinutes(90), records::add);
    new PaymentSimulation(1, 60)
        .history(
            FROM,
            10,
            record -> {
              if (!record.source().equals(Simulation.LABELLED)) {
                faults.accept(record);
              }
            });
    faults.flush();
    assertThat(records, hasSize((int) (plain.size() + faults.duplicated())));
    assertThat((double) faults.duplicated() / plain.size(), closeTo(0.2, 0.03));
    long newest = 0;
    long behind = 0;
    for (SimulatedRecord record : records) {
      newest = Math.max(newest, record.time());
      behind = Math.max(behind, newest - record.time());
    }
    assertThat(behind, lessThanOrEqualTo(90 * 60_000L));
    assertThat(behind, greaterThan(30 * 60_000L));
  }
}
