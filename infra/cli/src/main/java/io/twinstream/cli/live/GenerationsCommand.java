package io.twinstream.cli.live;

import io.twinstream.cli.live.ViewGenerations.Listed;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.cli.place.StoreOption;
import io.twinstream.features.definition.Project;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.ViewsOption;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code generations}, whose subcommands list and drop generations in the online store.
 */
@Command(
    name = "generations",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "List the generations of views in the online store, or drop old ones.",
      "",
      "A fresh live job begins a generation of each view. Readers follow it when it has",
      "caught up. The states of the generation before stay until they expire or are dropped.",
      ""
    },
    subcommands = {GenerationsCommand.ListAll.class, GenerationsCommand.Drop.class})
public final class GenerationsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a COMMAND");
  }

  /** Selects generations. */
  static final class Selection {
    @Mixin private StoreOption store;

    @Mixin private DefinitionsOption definitions;

    @Mixin private ViewsOption views;

    OnlineStore open() {
      return store.open();
    }

    List<Listed> read(OnlineStore online) {
      Project project = store.definitions(definitions.given());
      List<String> ids = views.ids.isEmpty() ? List.copyOf(project.views().keySet()) : views.ids;
      List<Listed> all = new ArrayList<>();
      for (String id : ids) {
        ViewKey key = new ViewKey(project.name(), project.view(id).id());
        all.addAll(ViewGenerations.of(online, key, Clock.systemUTC()));
      }
      return all;
    }
  }

  /** The command {@code generations list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "List generations, with the one that readers follow and the progress of the jobs.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  twinstream generations list --definitions transforms/examples/payments"
      })
  static final class ListAll implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private Selection selection;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      try (OnlineStore online = selection.open()) {
        List<Listed> all = selection.read(online);
        if (json.wanted) {
          Json.print(out, all.stream().map(Listed::toMap).toList());
        } else {
          all.forEach(each -> out.println(each.text()));
          out.printf("%d generation(s)%n", all.size());
          out.flush();
        }
      }
      return 0;
    }
  }

  /** The command {@code generations drop}: deletes old generations. */
  @Command(
      name = "drop",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Drop the generations before the ones that readers follow, with all of their states.",
        "",
        "A generation that a job still writes is not dropped, and neither are generations later",
        "than the one that readers follow: their jobs may be catching up. Without --yes the",
        "command prints what it would drop.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  twinstream generations drop --definitions transforms/examples/payments",
        "  twinstream generations drop --definitions transforms/examples/payments --yes"
      })
  static final class Drop implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private Selection selection;

    @Option(
        names = "--abandoned",
        description =
            "Also drop later generations that no job writes: their jobs ended before they"
                + " had caught up.")
    private boolean abandoned;

    @Option(names = "--yes", description = "Drop the generations.")
    private boolean yes;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      int dropped = 0;
      try (OnlineStore online = selection.open()) {
        for (Listed each : selection.read(online)) {
          if (each.isOld() || (abandoned && each.isAbandoned())) {
            dropped++;
            String states =
                yes ? ", %,d states".formatted(online.generations().drop(each.generation())) : "";
            out.printf("%s %s%s%n", yes ? "dropped" : "would drop", each.generation(), states);
          } else if (each.isWritten() && !each.followed()) {
            out.printf("kept: %s, a job writes it%n", each.generation());
          }
        }
      }
      out.printf(
          "%d generation(s)%s%n", dropped, yes || dropped == 0 ? "" : " (add --yes to drop)");
      out.flush();
      return 0;
    }
  }
}
