package io.twinstream.offline.log.asof;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.enrich.Devices;
import io.twinstream.features.enrich.EnrichedHistory;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.history.HistoryReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares what is read of some entities with a replay of all of history. */
class EnrichedEventsTest {
  private static final String MAPPED = "    history: {format: json_lines, known: known}\n";
  private static final Project PROJECT =
      Definitions.parse(
          Map.of(
              "f.yaml",
              Devices.YAML
                  .replace("    max_lateness: 1h\n", "    max_lateness: 1h\n" + MAPPED)
                  .replace("    max_lateness: 10m\n", "    max_lateness: 10m\n" + MAPPED)));
  private static final List<String> VIEWS =
      List.of("merchant_plus@1", "card_twice@1", "card_waiting@1", "card_traffic@1");

  @TempDir Path folder;

  private Map<String, String> write(long seed) throws IOException {
    Map<String, String> history = new HashMap<>();
    for (String source : List.of("payments", "devices")) {
      List<String> lines = new ArrayList<>();
      for (RawRecord record : Devices.records(source, seed, 120)) {
        String json = new String(record.payload(), StandardCharsets.UTF_8).strip();
        lines.add(json.substring(0, json.length() - 1) + ", \"known\": " + record.known() + "}");
      }
      Collections.shuffle(lines, new Random(seed));
      Path file = folder.resolve(source + ".jsonl");
      Files.writeString(file, String.join("\n", lines) + "\n");
      history.put(source, file.toString());
    }
    return history;
  }

  private static EnrichedHistory all(Map<String, String> history) {
    Map<String, List<Event>> read = new HashMap<>();
    history.forEach(
        (source, path) -> {
          List<Event> events = new ArrayList<>();
          HistoryReader.of(PROJECT.source(source), Set.of(), EventDecoder.DEFAULT_MAX_BYTES)
              .forEachEvent(path, events::add);
          read.put(source, EntityEvents.distinct(PROJECT.source(source), events));
        });
    return new EnrichedHistory(PROJECT, read);
  }

  private static EventsByEntity reader(String source, Map<String, String> history, int most) {
    return EnrichedEvents.of(
        PROJECT, source, base -> EntityEvents.of(PROJECT.source(base), history.get(base)), most);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void eachEntityHasTheEventsOfAFullReplay(long seed) throws IOException {
    Map<String, String> history = write(seed);
    EnrichedHistory all = all(history);
    int compared = 0;
    for (String id : VIEWS) {
      CompiledView view = CompiledView.of(PROJECT, PROJECT.view(id));
      String source = view.view().source();
      Map<String, List<Event>> expected = new TreeMap<>();
      for (Event event : all.events(source)) {
        if (view.key(event) != null) {
          expected.computeIfAbsent(view.key(event), k -> new ArrayList<>()).add(event);
        }
      }
      for (Map.Entry<String, List<Event>> entity : expected.entrySet()) {
        List<Event> read = new ArrayList<>();
        reader(source, history, 1_000_000)
            .read(
                PROJECT.entity(view.view().entity()).key(),
                Set.of(entity.getKey()),
                Long.MAX_VALUE,
                (name, events) -> read.addAll(events));
        assertThat(id + " " + entity.getKey(), Set.copyOf(read), is(Set.copyOf(entity.getValue())));
        assertThat(read.size(), is(entity.getValue().size()));
        compared += read.size();
      }
    }
    assertThat(compared, is(greaterThan(200)));
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8})
  void featuresAsOfInstantsAreThoseOfAFullReplay(long seed) throws IOException {
    Map<String, String> history = write(seed);
    EnrichedHistory all = all(history);
    CompiledService service =
        CompiledService.of(PROJECT, List.of("card_twice.*", "card_waiting.*", "card_traffic.*"));
    AsOfReader reader = AsOfReader.replaying(PROJECT, service, history);
    for (int i = 1; i <= 10; i++) {
      long at = Devices.START + i * 60 * Devices.MINUTE;
      for (String card : List.of("c0", "c1", "none")) {
        AsOfAnswer answer =
            reader.read(reader.question(Map.of("card", card), null, at), Visibility.INCLUSIVE);
        for (int v = 0; v < service.views().size(); v++) {
          CompiledView view = CompiledView.of(PROJECT, service.views().get(v));
          EntityState state = view.empty();
          for (Event event : all.events(view.view().source())) {
            if (event.known() <= at && card.equals(view.key(event))) {
              state = view.add(state, event);
            }
          }
          assertThat(answer.views().get(v).features(), is(view.evaluate(state, at)));
          assertThat(answer.views().get(v).count(), is(state.count()));
        }
      }
    }
  }

  @Test
  void moreEventsThanAreHeldAreRefused() throws IOException {
    Map<String, String> history = write(9);
    HistoryException refused =
        assertThrows(
            HistoryException.class,
            () ->
                reader("payments_twice", history, 10)
                    .read("card", Set.of("c0"), Long.MAX_VALUE, (name, events) -> {}));
    assertThat(
        refused.getMessage(), containsString("source 'payments_twice' needs more than 10 events"));
  }

  @Test
  void theHistoriesOfLookupsAreNeededToo() throws IOException {
    Map<String, String> history = write(10);
    history.remove("devices");
    CompiledService service = CompiledService.of(PROJECT, List.of("card_twice.*"));
    Exception refused =
        assertThrows(
            IllegalArgumentException.class, () -> AsOfReader.replaying(PROJECT, service, history));
    assertThat(refused.getMessage(), containsString("the features need the history of devices"));
  }
}
