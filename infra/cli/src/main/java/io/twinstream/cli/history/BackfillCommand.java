package io.twinstream.cli.history;

import io.twinstream.cli.options.ForegroundJob;
import io.twinstream.cli.place.StackOption;
import io.twinstream.options.BackfillOptions;
import io.twinstream.options.GivenOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
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
      "  twinstream backfill --definitions my/features --history transactions=history/"
          + " --output rows/",
      "  twinstream backfill --definitions my/features --history 'transactions=2026-*.csv.gz' \\",
      "      --output rows/ --rows self --service fraud@1 --pass-through label",
      "  twinstream backfill --definitions my/features --history transactions=history/ --online",
      "  twinstream backfill --definitions my/features --history transactions=history/ \\",
      "      --output rows/ --chunk 7d            # after a kill, run it again to continue",
      "  twinstream backfill --definitions my/features --history transactions=history/ \\",
      "      --output rows/ --since last --online --check"
    })
public final class BackfillCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StackOption stack;
  @Mixin private BackfillOptions options;

  @Option(
      names = "--check",
      description =
          "Then check the rows and states as backfill-check does: exit code 1 if anything differs.")
  private boolean check;

  @Mixin private ForegroundJob job;

  @Override
  public Integer call() throws Exception {
    List<String> arguments = new ArrayList<>(GivenOptions.of(spec, "options"));
    Optional<String> store = options.online ? options.store.redis : Optional.empty();
    if (options.online && store.isEmpty()) {
      store = Optional.of(stack.redis());
      arguments.add("--redis=" + store.get());
      if (options.kafka.brokers.isEmpty()) {
        arguments.add("--kafka=" + stack.kafka());
      }
    }
    int code = job.run("backfill.BackfillJob", arguments, "", spec.commandLine().getOut());
    return code == 0 && check ? check(store) : code;
  }

  private int check(Optional<String> store) {
    CommandLine check = spec.root().commandLine().getSubcommands().get("backfill-check");
    List<String> arguments = new ArrayList<>(GivenOptions.shared(spec, check.getCommandSpec()));
    if (!spec.commandLine().getParseResult().hasMatchedOption("--redis")) {
      store.ifPresent(address -> arguments.add("--redis=" + address));
    }
    return check
        .setOut(spec.commandLine().getOut())
        .setErr(spec.commandLine().getErr())
        .execute(arguments.toArray(String[]::new));
  }
}
