package io.twinstream.cli.live;

import io.twinstream.cli.options.ForegroundJob;
import io.twinstream.cli.place.StackOption;
import io.twinstream.options.GivenOptions;
import io.twinstream.options.RebuildOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code rebuild}: fills an online store that has lost states. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write states again that the online store has lost, while the live job continues.",
      "",
      "After FLUSHALL, or on a server that is empty or has an older copy of its data, the",
      "live job detects within a second that states were lost. Until they are written again,",
      "entities that are not in the store are ERROR, not MISSING, and the others are STALE.",
      "The live job writes its states again itself, unless it was started with",
      "--no-self-heal or its topics and logs no longer have all of its events.",
      "",
      "rebuild computes all states from the topics, and from the archive where a topic no",
      "longer has its first records. It writes them by compare-and-set next to the live job,",
      "and readers follow the generation again. It refuses to continue if its input has fewer",
      "events than the generation had.",
      "",
      "Other lost data does not come back: apply definitions again. Erased entities stay",
      "erased if the server ran with --kafka; otherwise erase them again before you rebuild.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream rebuild --definitions my/features",
      "  twinstream rebuild --definitions my/features --logs logs/ --heap 4096"
    })
public final class RebuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StackOption stack;
  @Mixin private RebuildOptions options;
  @Mixin private ForegroundJob job;

  @Override
  public Integer call() throws Exception {
    List<String> arguments = new ArrayList<>(GivenOptions.of(spec, "options"));
    if (options.kafka.brokers.isEmpty()) {
      arguments.add("--kafka=" + stack.kafka());
    }
    if (options.store.redis.isEmpty()) {
      arguments.add("--redis=" + stack.redis());
    }
    return job.run("rebuild.RebuildJob", arguments, "", spec.commandLine().getOut());
  }
}
