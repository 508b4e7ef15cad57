package io.twinstream.cli.history;

import io.twinstream.cli.options.ChunkOptions;
import io.twinstream.cli.options.DefinitionsOption;
import io.twinstream.cli.options.ForegroundJob;
import io.twinstream.cli.options.HistoryOption;
import io.twinstream.cli.options.StackOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code backfill}: computes features over history files. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compute features of history files: a row per event, the final states, or both.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream backfill --definitions my/features --history transactions=history/ --output rows/",
      "  twinstream backfill --definitions my/features --history 'transactions=2026-*.csv.gz' \\",
      "      --output rows/ --rows self --service fraud@1 --pass-through label",
      "  twinstream backfill --definitions my/features --history transactions=history/ --online",
      "  twinstream backfill --definitions my/features --history transactions=history/ \\",
      "      --output rows/ --chunk 7d            # again after a kill: goes on where it was",
      "  twinstream backfill --definitions my/features --history transactions=history/ \\",
      "      --output rows/ --since last --online --check"
    })
public final class BackfillCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StackOption stack;

  @Mixin private DefinitionsOption definitions;

  @Mixin private HistoryOption history;

  @Option(
      names = "--views",
      split = ",",
      paramLabel = "NAME@VERSION",
      description = "The views to compute (default: all of the sources that have history).")
  private List<String> views = List.of();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the rows go, one per event, as Parquet.")
  private Path output;

  @Option(
      names = "--rows",
      paramLabel = "exclusive|inclusive|self",
      description = "Which events the row of an event sees (default: exclusive).")
  private String rows;

  @Option(
      names = "--service",
      paramLabel = "NAME@VERSION",
      description = "With --output: rows of a service instead of rows of each view.")
  private String service;

  @Option(
      names = "--at",
      paramLabel = "SOURCE",
      description =
          "With --service: at the events of which source the rows are. Needed only where the"
              + " service has views of several sources.")
  private String at;

  @Option(
      names = "--pass-through",
      split = ",",
      paramLabel = "FIELD",
      description = "With --output: fields of the event that are written beside its features.")
  private List<String> passThrough = List.of();

  @Option(
      names = "--dead-letters",
      paramLabel = "DIR",
      description = "Where records go that are no events, as Parquet (default: counted only).")
  private Path deadLetters;

  @Mixin private ChunkOptions chunks;

  @Option(names = "--online", description = "Write the final states to the online store.")
  private boolean online;

  @Option(
      names = "--new-generation",
      description = "With --online: in a new generation, which readers follow when it is complete.")
  private boolean newGeneration;

  @Option(
      names = "--redis",
      paramLabel = "HOST:PORT",
      description = "The online store, with --online (default: the local stack's).")
  private String redis;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "With --online: where Kafka is, for the entities that stay erased also where the online"
              + " store was emptied (default: the local stack's, if --redis is not given).")
  private String kafka;

  @Option(
      names = "--check",
      description = {
        "Then compute some entities, or rows of a service, again and hold rows and states against",
        "them, as backfill-check does: exit code 1 if anything differs."
      })
  private boolean check;

  @Mixin private ForegroundJob job;

  @Override
  public Integer call() throws Exception {
    String store = online ? redis != null ? redis : stack.addresses().redis() : null;
    int code = job.run("backfill.BackfillJob", arguments(store), "", spec.commandLine().getOut());
    return code == 0 && check ? check(store) : code;
  }

  private List<String> arguments(String store) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(whatAndWhere());
    passThrough.forEach(field -> arguments.add("--pass-through=" + field));
    if (deadLetters != null) {
      arguments.add("--dead-letters=" + deadLetters.toAbsolutePath());
    }
    arguments.addAll(chunks.arguments());
    if (newGeneration) {
      arguments.add("--new-generation");
    }
    if (online) {
      arguments.add("--online");
      arguments.add("--redis=" + store);
      if (kafka != null || redis == null) {
        arguments.add("--bootstrap-servers=" + (kafka != null ? kafka : stack.addresses().kafka()));
      }
    }
    return arguments;
  }

  /** The parameters that determine what is computed and where its rows go. */
  private List<String> whatAndWhere() {
    List<String> arguments = new ArrayList<>();
    arguments.add(definitions.argument());
    arguments.addAll(history.arguments());
    views.forEach(view -> arguments.add("--views=" + view));
    if (output != null) {
      arguments.add("--output=" + output.toAbsolutePath());
    }
    if (rows != null) {
      arguments.add("--rows=" + rows);
    }
    if (service != null) {
      arguments.add("--service=" + service);
    }
    if (at != null) {
      arguments.add("--at=" + at);
    }
    return arguments;
  }

  private int check(String store) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(whatAndWhere());
    arguments.addAll(chunks.range());
    if (store != null) {
      arguments.add("--redis=" + store);
    }
    return spec.root()
        .commandLine()
        .getSubcommands()
        .get("backfill-check")
        .setOut(spec.commandLine().getOut())
        .setErr(spec.commandLine().getErr())
        .execute(arguments.toArray(String[]::new));
  }
}
