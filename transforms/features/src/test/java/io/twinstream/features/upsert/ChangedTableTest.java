package io.twinstream.features.upsert;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.oracle.RowScan;
import io.twinstream.features.row.FeatureRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random mutations of a table in any order, with every function, against a scan of the table as it
 * is known. {@code -Dtwinstream.mutations=1000000} is how many.
 */
class ChangedTableTest {
  private static final int MUTATIONS = Integer.getInteger("twinstream.mutations", 3_000);
  private static final Project PROJECT =
      Definitions.load(Path.of("../../infra/nightly/changes.yaml"));
  private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;

  /** Generated payments have no arrays, and changes have no window of the last N. */
  private static final Set<String> LEFT_OUT = Set.of("vector_sum", "vector_mean", "changes");

  @Test
  void theyUseEveryFunction() {
    Set<String> used =
        PROJECT.views().values().stream()
            .flatMap(view -> view.aggregations().stream())
            .map(Aggregation::function)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> all = new TreeSet<>(Functions.ids());
    all.removeAll(LEFT_OUT);
    assertThat(used, is(all));
  }

  private static List<Event> mutations(Random random) {
    EventDecoder decoder =
        EventDecoders.live(PROJECT.source("transactions"), Set.of("user_id"), 1 << 20);
    List<Event> mutations = new ArrayList<>();
    int rows = Math.max(10, MUTATIONS / 20);
    int entities = Math.max(4, rows / 25);
    for (int i = 0; i < MUTATIONS; i++) {
      long at = START + 20 * HOUR * i / MUTATIONS - random.nextLong(2 * HOUR);
      String json =
          "{\"transaction_id\": \"t%d\", \"card_id\": \"c%d\", \"user_id\": \"u%d\", \"merchant_id\": \"m%d\", \"amount\": %d.%02d, \"currency\": \"%s\", \"device_type\": \"%s\", \"status\": \"%s\", \"timestamp\": %d}"
              .formatted(
                  i,
                  random.nextInt(rows),
                  random.nextInt(entities),
                  random.nextInt(entities),
                  random.nextInt(200),
                  random.nextInt(100),
                  List.of("EUR", "GBP", "USD").get(random.nextInt(3)),
                  List.of("web", "ios", "pos").get(random.nextInt(3)),
                  List.of("approved", "declined", "reversed").get(random.nextInt(3)),
                  at / 1_000 * 1_000);
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      RawRecord record = new RawRecord(new Position("t", 0, i), at + 2 * HOUR, bytes);
      mutations.add((Event) decoder.decode(record));
    }
    Collections.shuffle(mutations, random);
    return mutations;
  }

  @Test
  void featuresAreThoseOfAScanOfTheTable() {
    List<Event> mutations = mutations(new Random(5));
    long last = mutations.stream().mapToLong(Event::known).max().getAsLong();
    int unknown = 0;
    for (View each : PROJECT.views().values()) {
      CompiledView view = CompiledView.of(PROJECT, each);
      RowStep step = view.rowStep();
      Map<String, RowSummary> rows = new HashMap<>();
      Map<String, EntityState> states = new HashMap<>();
      Map<String, List<Event>> ofRow = new HashMap<>();
      Map<String, Set<String>> rowsOf = new HashMap<>();
      for (Event version : mutations) {
        ofRow.computeIfAbsent(version.id(), id -> new ArrayList<>()).add(version);
        rowsOf.computeIfAbsent(view.key(version), id -> new TreeSet<>()).add(version.id());
        RowSummary before = rows.getOrDefault(version.id(), step.empty());
        rows.put(
            version.id(),
            step.add(
                before,
                version,
                (entity, event) ->
                    states.put(
                        entity, view.add(states.getOrDefault(entity, view.empty()), event))));
      }
      RowScan scan = new RowScan(PROJECT, each, view.types());
      for (Map.Entry<String, EntityState> state : states.entrySet()) {
        List<Event> versions =
            rowsOf.get(state.getKey()).stream().flatMap(id -> ofRow.get(id).stream()).toList();
        for (long asOf : List.of(START + 20 * HOUR, last)) {
          FeatureRow row = view.evaluate(view.encode(state.getValue()), asOf);
          if (view.lacksRows(row)) {
            unknown++;
            continue;
          }
          assertThat(
              each.id() + " " + state.getKey() + " as of " + asOf,
              row.toString(),
              equalTo(scan.evaluate(versions, state.getKey(), asOf).toString()));
        }
      }
      assertThat(states.size(), greaterThan(2));
    }
    assertThat(unknown, is(MUTATIONS >= 1_000_000 ? 3 : 0));
  }
}
