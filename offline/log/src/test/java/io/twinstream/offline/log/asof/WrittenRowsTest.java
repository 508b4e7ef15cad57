package io.twinstream.offline.log.asof;

import static io.twinstream.offline.log.asof.AsOfReaderTest.DEFINITIONS;
import static io.twinstream.offline.log.asof.AsOfReaderTest.MINUTE;
import static io.twinstream.offline.log.asof.AsOfReaderTest.PROJECT;
import static io.twinstream.offline.log.asof.AsOfReaderTest.SERVICE;
import static io.twinstream.offline.log.asof.AsOfReaderTest.START;
import static io.twinstream.offline.log.asof.AsOfReaderTest.event;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.table.FeatureTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which written row is found as of an instant. */
class WrittenRowsTest {
  @TempDir Path folder;

  @Test
  void writtenRowsAreThoseAtTheLastEvent() throws IOException {
    CompiledView view = CompiledView.of(PROJECT, PROJECT.view("user_orders@1"));
    CompiledService list = CompiledService.of(PROJECT, List.of("user_orders.*"));
    FeatureTable table =
        new FeatureTable(
            PROJECT.source("orders"),
            List.of("user"),
            List.of(),
            view.names(),
            view.types(),
            Map.of("twinstream.fingerprint", FeatureTable.fingerprint(PROJECT, "user_orders@1")));
    Event first = event(0, START, order("a", START));
    Event second = event(1, START + MINUTE, order("b", START + MINUTE));
    EntityState one = view.add(view.empty(), first);
    EntityState two = view.add(one, second);
    Path served = folder.resolve("as_served").resolve("user_orders@1");
    table.writer(served).write(List.of(row(view, first, one), row(view, second, one)));
    table.writer(served).write(List.of(row(view, second, two))); // a greater state wins
    AsOfReader reader = AsOfReader.logged(PROJECT, list, folder.resolve("as_served"));
    assertThat(logged(reader, START + MINUTE, Visibility.EXCLUSIVE), is("PRESENT 1 0"));
    assertThat(logged(reader, START + MINUTE, Visibility.INCLUSIVE), is("PRESENT 2 60000"));
    // The windows have moved on, and what was written has not.
    assertThat(logged(reader, START + 90 * MINUTE, Visibility.INCLUSIVE), is("PRESENT 2 60000"));
    assertThat(
        logged(reader, START + 121 * MINUTE + 1, Visibility.INCLUSIVE), is("EXPIRED 0 60000"));
    assertThat(logged(reader, START, Visibility.EXCLUSIVE).startsWith("MISSING 0"), is(true));
    Project other =
        Definitions.parse(Map.of("shop.yaml", DEFINITIONS.replace("windows: 10m", "windows: 20m")));
    String refusal =
        assertThrows(
                HistoryException.class,
                () -> AsOfReader.logged(other, list, folder.resolve("as_served")))
            .getMessage();
    assertThat(refusal, containsString("fingerprint"));
    assertThrows(HistoryException.class, () -> AsOfReader.logged(PROJECT, SERVICE, folder));
  }

  private static String order(String id, long ts) {
    return "{\"id\":\"%s\",\"user\":\"ann\",\"shop\":1,\"amount\":2.5,\"time\":%d}"
        .formatted(id, ts);
  }

  private static EventFeatures row(CompiledView view, Event event, EntityState state) {
    return new EventFeatures(
        event, state.newest(), state.count(), view.evaluate(state, event.ts()));
  }

  private static String logged(AsOfReader reader, long at, Visibility visibility) {
    FeatureRow none = new FeatureRow(reader.service().requestTypes());
    AsOfView view =
        reader.read(reader.question(Map.of("user", "ann"), none, at), visibility).views().get(0);
    return view.presence() + " " + view.features().value(0) + " " + (view.asOf() - START);
  }
}
