package io.twinstream.cli.live;

import io.twinstream.cli.live.ViewGenerations.Listed;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.StoreOption;
import io.twinstream.features.definition.Project;
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
      "Look at the generations of views in the online store, and drop old ones.",
      "",
      "A fresh live job begins a generation of each view and readers follow it when it has caught",
      "up; the states of the one before stay until they expire or are dropped.",
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

    @Option(
        names = "--definitions",
        required = true,
        paramLabel = "PATH",
        description =
            "A folder of definitions, or one file; registry:PROJECT for those that were applied.")
    private String definitions;

    @Option(
        names = "--views",
        split = ",",
        paramLabel = "NAME@VERSION",
        description = "Of these views (default: all).")
    private List<String> views = List.of();

    OnlineStore open() {
      return store.open();
    }

    List<Listed> read(OnlineStore online) {
      Project project = store.definitions(definitions);
      List<String> ids = views.isEmpty() ? List.copyOf(project.views().keySet()) : views;
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
      description = {"List generations: which one readers follow, and how far its job is.", ""},
      footer = {
        "",
        "Examples:",
        "  twinstream generations list --definitions transforms/examples/payments"
      })
  static final class ListAll implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private Selection selection;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      try (OnlineStore online = selection.open()) {
        List<Listed> all = selection.read(online);
        if (json) {
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
        "One that a job still writes is left alone, and so are those that are later than what",
        "readers follow: their jobs may be catching up. Says what it would drop unless --yes is",
        "given.",
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
        description = "Also later ones that no job writes: left by jobs that never caught up.")
    private boolean abandoned;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      int dropped = 0;
      try (OnlineStore online = selection.open()) {
        for (Listed each : selection.read(online)) {
          if (each.isOld() || (abandoned && each.isAbandoned())) {
            dropped++;
            String states = yes ? ", %,d states".formatted(online.drop(each.generation())) : "";
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
