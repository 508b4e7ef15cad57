package io.twinstream.benchmarks.serving;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Fills the store with 250 features of 10,000 entities, in 25 views or in 5, as a pipeline would
 * have stored them.
 */
final class BenchmarkStates {
  static final int ENTITIES = 10_000;
  private static final int FEATURES = 250;
  private static final int EVENTS = 20;
  private static final int WRITES_AT_ONCE = 500;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final int views;
  private final Path file;
  private final Project project;

  BenchmarkStates(int views, Path folder) throws IOException {
    this.views = views;
    this.file = Files.writeString(folder.resolve("served.yaml"), yaml());
    this.project = Definitions.load(file);
  }

  Path definitions() {
    return file;
  }

  /** The service with this number of features. */
  static String service(int features) {
    return "first_" + features + "@1";
  }

  private String yaml() {
    int amounts = FEATURES / views / 10;
    StringBuilder yaml = new StringBuilder("project: served\nsources:\n  payments:\n");
    yaml.append("    topic: payments\n    event_time: at\n    event_id: id\n    fields:\n");
    yaml.append("      id: string\n      card: string\n      at: timestamp\n");
    for (int i = 0; i < amounts; i++) {
      yaml.append("      amount_").append(i).append(": decimal(2)\n");
    }
    yaml.append("entities:\n  card: {key: card}\nviews:\n");
    for (int view = 0; view < views; view++) {
      yaml.append("  view_%02d@1:%n    entity: card%n    source: payments%n".formatted(view));
      yaml.append("    freshness: 30d\n    aggregations:\n");
      for (int i = 0; i < amounts; i++) {
        yaml.append(
            ("      - {name: \"v%02d_a%d_{function}_{window}\", function: [sum, mean, min, max,"
                    + " stddev], field: amount_%d, windows: [1h, 24h]}%n")
                .formatted(view, i, i));
      }
    }
    yaml.append("services:\n");
    for (int features : new int[] {50, 250}) {
      yaml.append("  ").append(service(features)).append(":\n    features:\n");
      for (int view = 0; view < features * views / FEATURES; view++) {
        yaml.append("      - view_%02d.*%n".formatted(view));
      }
    }
    return yaml.toString();
  }

  /** Fills the store as of now; returns a description of the contents. */
  String fill(OnlineStore store) {
    CompiledView any = CompiledView.of(project, project.views().values().iterator().next());
    List<EntityState> states = new ArrayList<>(ENTITIES);
    List<byte[]> bytes = new ArrayList<>(ENTITIES);
    long now = System.currentTimeMillis();
    long size = 0;
    long tiles = 0;
    for (int entity = 0; entity < ENTITIES; entity++) {
      EntityState state = state(any, entity, now);
      states.add(state);
      bytes.add(any.encode(state));
      size += bytes.get(entity).length;
      tiles += any.describe(state).tables().stream().mapToInt(table -> table.tiles().size()).sum();
    }
    int view = 0;
    for (String id : project.views().keySet()) {
      ViewKey key = new ViewKey(project.name(), id);
      String fingerprint = CompiledView.of(project, project.view(id)).fingerprintText();
      Generation generation = await(store.generations().begin(key, fingerprint, Long.MIN_VALUE));
      // Equal layouts have equal states, so each view gives an entity the state of another one.
      write(store, generation, states, bytes, 37 * view++);
      await(store.progress().publish(generation, new Progress(now, now, now, now)));
      await(store.generations().point(Optional.empty(), generation));
    }
    return "%d entities, %d features in %d views, %.1f tiles and %d B per state"
        .formatted(
            ENTITIES,
            FEATURES,
            views,
            tiles / (double) ENTITIES,
            Math.round(size / 1e0 / ENTITIES));
  }

  private static void write(
      OnlineStore store,
      Generation generation,
      List<EntityState> states,
      List<byte[]> bytes,
      int shift) {
    List<StateWrite> writes = new ArrayList<>();
    for (int entity = 0; entity < ENTITIES; entity++) {
      int other = (entity + shift) % ENTITIES;
      EntityState state = states.get(other);
      writes.add(StateWrite.of("c" + entity, state.newest(), state.count(), bytes.get(other)));
      if (writes.size() == WRITES_AT_ONCE) {
        await(store.states().write(generation, writes, Optional.empty()));
        writes.clear();
      }
    }
    await(store.states().write(generation, writes, Optional.empty()));
  }

  /** A third of the events are in the last hour, the others in the last day. */
  private EntityState state(CompiledView view, int entity, long now) {
    SplittableRandom random = new SplittableRandom(entity);
    EventDecoder decoder = EventDecoders.live(project.source("payments"), Set.of("card"), 1 << 20);
    EntityState state = view.empty();
    for (int i = 0; i < EVENTS; i++) {
      long age = random.nextLong(i % 3 == 0 ? 3_600_000L : 86_400_000L);
      StringBuilder json = new StringBuilder();
      json.append("{\"id\":\"").append(entity).append('-').append(i).append("\",\"card\":\"c");
      json.append(entity).append("\",\"at\":\"").append(Instant.ofEpochMilli(now - age));
      json.append('"');
      for (int amount = 0; amount < FEATURES / views / 10; amount++) {
        json.append(",\"amount_").append(amount).append("\":").append(random.nextInt(1, 500));
        json.append('.').append(random.nextInt(10, 100));
      }
      byte[] payload = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
      Position position = new Position("payments", 0, i);
      state = view.add(state, (Event) decoder.decode(new RawRecord(position, now, payload)));
    }
    return state;
  }

  private static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
    return Await.within(DEADLINE, stage);
  }
}
