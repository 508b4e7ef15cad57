package io.twinstream.cli.history;

import io.twinstream.cli.options.ForegroundJob;
import io.twinstream.cli.place.StackOption;
import io.twinstream.options.GivenOptions;
import io.twinstream.options.LoadOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code load}: loads tables from files into the online store. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Load tables from files into the online store.",
      "",
      "Readers follow a load when it is complete; a load that fails changes nothing for them. Of two"
          + " loads of a table that run at once, one is refused. Run it as often as the table's"
          + " schedule promises, for example with cron."
    },
    footer = {
      "",
      "Examples:",
      "  twinstream load --definitions my/features --history merchant_risk=risk.parquet",
      "  twinstream load --definitions my/features \\",
      "      --history merchant_risk=iceberg:lake/risk.merchants",
      "  twinstream load --definitions my/features --history 'merchant_risk=risk/*.csv' \\",
      "      --dead-letters refused/"
    })
public final class LoadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StackOption stack;
  @Mixin private LoadOptions options;
  @Mixin private ForegroundJob job;

  @Override
  public Integer call() throws Exception {
    List<String> arguments = new ArrayList<>(GivenOptions.of(spec, "options"));
    if (options.store.redis.isEmpty()) {
      arguments.add("--redis=" + stack.redis());
      if (options.kafka.brokers.isEmpty()) {
        arguments.add("--kafka=" + stack.kafka());
      }
    }
    return job.run("backfill.LoadJob", arguments, "", spec.commandLine().getOut());
  }
}
