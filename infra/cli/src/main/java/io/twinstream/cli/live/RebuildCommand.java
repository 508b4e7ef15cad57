package io.twinstream.cli.live;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.StackOption;
import io.twinstream.cli.process.BackfillProcess;
import io.twinstream.cli.process.Foreground;
import io.twinstream.local.process.Installation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code rebuild}: fills an online store that has lost states. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fill an online store that has lost states, while the live job goes on.",
      "",
      "After FLUSHALL, or on a server that is empty or has an older copy of its data, the live job",
      "notes within a second that states were lost. Until they are there again, features of"
          + " entities",
      "that are not in the store are ERROR, not those of entities never seen, and the others"
          + " STALE.",
      "The job writes its states again by itself, unless it was started with --no-self-heal or its",
      "topics and logs no longer have all of its events. This computes all states from the topics,"
          + " and from the archive where a topic no longer has",
      "its first records, writes them by compare-and-set beside the live job, and makes readers",
      "follow the generation again. Refused if that is less than the generation had.",
      "",
      "What else was lost does not come back: apply definitions again. Entities that were erased"
          + " stay",
      "so if the service ran with --kafka; else erase them again first.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream rebuild --definitions my/features",
      "  twinstream rebuild --definitions my/features --logs logs/ --heap 4096"
    })
public final class RebuildCommand implements Callable<Integer> {
  @Mixin private StackOption stack;

  @Option(
      names = "--definitions",
      required = true,
      paramLabel = "PATH",
      description = "A folder of definitions, or one file: the live job's.")
  private Path definitions;

  @Option(
      names = "--views",
      split = ",",
      paramLabel = "NAME@VERSION",
      description = "The views to rebuild (default: all).")
  private List<String> views = List.of();

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description =
          "The logs that the live job writes as --output, for topics that no longer have their"
              + " first records.")
  private Path logs;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "Where Kafka is; over TLS or SASL with the settings of the file that"
              + " TWINSTREAM_KAFKA_PROPERTIES names (default: the local stack's).")
  private String kafka;

  @Option(
      names = "--redis",
      paramLabel = "HOST:PORT",
      description = "The online store; rediss://HOST:PORT over TLS (default: the local stack's).")
  private String redis;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      defaultValue = "2048",
      description = "Memory for the job (default: ${DEFAULT-VALUE}).")
  private int heap;

  @Parameters(
      paramLabel = "--name=value",
      description = "Options of the job and its runner, after --, such as --parallelism=4.")
  private List<String> more = List.of();

  @Override
  public Integer call() throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add("--definitions=" + definitions.toAbsolutePath());
    views.forEach(view -> arguments.add("--views=" + view));
    if (logs != null) {
      arguments.add("--logs=" + logs.toAbsolutePath());
    }
    arguments.add("--bootstrap-servers=" + (kafka != null ? kafka : stack.addresses().kafka()));
    arguments.add("--redis=" + (redis != null ? redis : stack.addresses().redis()));
    arguments.addAll(more);
    int code =
        Foreground.run(
            temporary ->
                BackfillProcess.command(
                    "rebuild.RebuildJob", Installation.find(), temporary, heap, arguments));
    return code == 0 || code == 2 ? code : ExitCodes.BROKEN;
  }
}
