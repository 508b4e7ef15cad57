package io.twinstream.cli;

import io.twinstream.cli.parity.LiveStates;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.aggregate.StateDescription;
import io.twinstream.features.definition.Definitions;
import io.twinstream.features.definition.Names;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what the online store holds of an entity. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show what the online store holds of an entity: states, features and, if asked for, tiles.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream inspect card c12 --definitions transforms/examples/payments",
      "  twinstream inspect card c12 --definitions transforms/examples/payments --tiles",
      "  twinstream inspect user u7 --definitions my/features --as-of 2026-05-06T07:08:09Z"
    })
final class InspectCommand implements Callable<Integer> {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;

  @Mixin private StoreOption store;

  @Parameters(index = "0", paramLabel = "ENTITY", description = "Such as card.")
  private String entity;

  @Parameters(index = "1", paramLabel = "ID", description = "Such as c12.")
  private String id;

  @Option(
      names = "--definitions",
      required = true,
      paramLabel = "PATH",
      description = "A folder of definitions, or one file.")
  private Path definitions;

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      description = "When features are evaluated, in ISO 8601 (default: now).")
  private Instant asOf;

  @Option(names = "--tiles", description = "Show the tiles too.")
  private boolean tiles;

  @Override
  public Integer call() {
    Project project = Definitions.load(definitions);
    if (!project.entities().containsKey(entity)) {
      throw new IllegalArgumentException(
          Names.unknown("entity", entity, project.entities().keySet()));
    }
    Instant when = asOf != null ? asOf : Clock.systemUTC().instant();
    try (OnlineStore online = store.open()) {
      for (View view : project.views().values()) {
        if (view.entity().equals(entity)) {
          show(online, project, CompiledView.of(project, view), when.toEpochMilli());
        }
      }
    }
    return 0;
  }

  private void show(OnlineStore online, Project project, CompiledView view, long when) {
    PrintWriter out = spec.commandLine().getOut();
    Generation generation =
        LiveStates.generation(online, new ViewKey(project.name(), view.view().id()));
    StoredState stored =
        Await.within(ANSWER_LIMIT, online.read(List.of(new StateKey(generation, id)))).get(0);
    EntityState state = stored == null ? view.empty() : view.decode(stored.bytes());
    StateDescription description = view.describe(state);
    out.printf("%s  generation %d%n", view.view().id(), generation.number());
    out.printf(
        "  %s, newest event %s, %d bytes, mass %d, %d identities%n",
        view.presence(state, when),
        description.newest(),
        stored == null ? 0 : description.bytes(),
        description.mass(),
        description.recentEvents());
    out.printf("  features as of %s%n", Instant.ofEpochMilli(Math.max(when, state.newest())));
    FeatureRow row = view.evaluate(state, when);
    for (int i = 0; i < row.size(); i++) {
      out.printf("    %-32s %s%n", view.names().get(i), row.value(i));
    }
    if (tiles) {
      description.tables().forEach(table -> show(out, table));
    }
    out.flush();
  }

  private static void show(PrintWriter out, StateDescription.TableDescription table) {
    out.printf(
        "  tiles of %s%s: %s%n",
        table.hop().isZero() ? "all time" : table.hop(),
        table.filter().isEmpty() ? "" : " where " + table.filter(),
        String.join(", ", table.columns()));
    for (StateDescription.TileDescription tile : table.tiles()) {
      out.printf(
          "    %-24s count %-6d %s%n",
          tile.start() == null ? "" : tile.start(),
          tile.count(),
          String.join("  ", tile.partials()));
    }
  }
}
