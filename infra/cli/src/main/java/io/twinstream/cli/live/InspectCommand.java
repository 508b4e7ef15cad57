package io.twinstream.cli.live;

import io.twinstream.cli.options.AsOfOption;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.cli.place.StoreOption;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.text.Names;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.LiveStates;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code inspect}: shows the stored states of an entity. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show what the online store has of an entity: states, features and, with --tiles, tiles.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream inspect card c12 --definitions transforms/examples/payments",
      "  twinstream inspect card c12 --definitions transforms/examples/payments --tiles",
      "  twinstream inspect user u7 --definitions my/features --as-of 2026-05-06T07:08:09Z"
    })
public final class InspectCommand implements Callable<Integer> {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;

  @Mixin private StoreOption store;

  @Parameters(
      index = "0",
      paramLabel = "ENTITY",
      description = "The name of an entity, such as card.")
  private String entity;

  @Parameters(index = "1", paramLabel = "ID", description = "The key of the entity, such as c12.")
  private String id;

  @Mixin private DefinitionsOption definitions;

  @Mixin private AsOfOption asOf;

  @Option(names = "--tiles", description = "Print the tiles too.")
  private boolean tiles;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Project project = store.definitions(definitions.given());
    if (!project.entities().containsKey(entity)) {
      throw new IllegalArgumentException(
          Names.unknown("entity", entity, project.entities().keySet()));
    }
    Instant when = asOf.time.orElseGet(Clock.systemUTC()::instant);
    List<EntityReport> reports = new ArrayList<>();
    try (OnlineStore online = store.open()) {
      for (View view : project.views().values()) {
        if (view.entity().equals(entity)) {
          reports.add(report(online, project, CompiledView.of(project, view), when.toEpochMilli()));
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      Json.print(out, reports.stream().map(report -> report.toMap(tiles)).toList());
    } else {
      reports.forEach(report -> report.print(out, tiles));
    }
    return 0;
  }

  private EntityReport report(OnlineStore online, Project project, CompiledView view, long when) {
    Generation generation =
        LiveStates.generation(online, new ViewKey(project.name(), view.view().id()));
    StoredState stored =
        Await.within(
                ANSWER_LIMIT,
                online.states().read(List.of(new StateKey(generation, view.requireKey(id)))))
            .get(0);
    if (stored == null) {
      EntityReport.requireNeverSeen(online, generation, view);
    }
    return new EntityReport(view, generation, stored, when);
  }
}
