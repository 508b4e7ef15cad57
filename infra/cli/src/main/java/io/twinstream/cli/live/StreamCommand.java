package io.twinstream.cli.live;

import io.twinstream.cli.options.DurationOption;
import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.StackOption;
import io.twinstream.cli.process.Foreground;
import io.twinstream.cli.process.LiveJob;
import io.twinstream.cli.process.OnlineStores;
import io.twinstream.cli.process.RunCommands;
import io.twinstream.features.definition.Project;
import io.twinstream.features.text.Durations;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.flink.FlinkRest;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code stream}, whose subcommands start, show and stop the live job. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {"Run the live pipeline: Kafka topics to features in the online store.", ""},
    subcommands = {StreamCommand.Run.class, StreamStatusCommand.class, StreamStopCommand.class})
public final class StreamCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a COMMAND");
  }

  /** The command {@code stream run}: submits the live job. */
  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Submit the live job to the local stack's Flink cluster and leave it running there.",
        "",
        "A fresh job begins new generations in the online store; readers follow them when it has",
        "caught up with its topics and a checkpoint is complete, or at once if they have followed",
        "none. They stay with what backfill --online has filled as long as the job does not have"
            + " all",
        "of those events. With --restore it goes on from a checkpoint or savepoint, in the"
            + " generations that it",
        "had. With --bootstrap it begins with the logs of an earlier job, so that its topics need",
        "not hold everything. Topics that are absent are made, with 4 partitions.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  twinstream stream run --definitions transforms/examples/payments",
        "  twinstream stream run --definitions transforms/examples/payments --restore latest",
        "  twinstream stream run --definitions my/features --output logs -- --parallelism=4",
        "  twinstream apply --definitions my/features",
        "  twinstream stream run --definitions registry:payments",
        "  twinstream stream run --definitions registry:payments --views card_spend@2 \\",
        "      --bootstrap logs/"
      })
  static final class Run implements Callable<Integer> {
    private static final int PARTITIONS = 4;

    @Spec private CommandSpec spec;

    @Mixin private StackOption stack;

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
        description = "The views to compute (default: all).")
    private List<String> views = List.of();

    @Option(
        names = "--restore",
        paramLabel = "latest|PATH",
        description = "Go on from the newest checkpoint, or from a checkpoint or savepoint.")
    private String restore;

    @Option(
        names = "--bootstrap",
        paramLabel = "DIR",
        description =
            "Begin with the events of these logs, which an earlier job wrote as --output.")
    private Path bootstrap;

    @Option(
        names = "--replace-loaded",
        split = ",",
        paramLabel = "NAME@VERSION",
        description =
            "Views that backfill --online has filled, and whose readers are to follow this job once"
                + " it has caught up, although it does not have all of those events.")
    private List<String> replaceLoaded = List.of();

    @Option(
        names = "--no-self-heal",
        description =
            "Leave it to twinstream rebuild to write states again that the online store lost"
                + " (default: the job does).")
    private boolean noSelfHeal;

    @Option(
        names = "--checkpoints",
        paramLabel = "DIR",
        description = "Where checkpoints go (default: in the stack's files).")
    private Path checkpoints;

    @Option(
        names = "--output",
        paramLabel = "DIR",
        description = "Where events, dead letters and rows are logged as Parquet (default: not).")
    private Path output;

    @Option(
        names = "--as-served",
        description = "With --output: log the features at each event too, as they were then.")
    private boolean asServed;

    @Option(
        names = "--log-seconds",
        defaultValue = "60",
        description = "How old logs may be before they are written (default: ${DEFAULT-VALUE}).")
    private int logSeconds;

    @Option(
        names = "--log-keep",
        paramLabel = "DURATION",
        defaultValue = "6h",
        converter = DurationOption.class,
        description = {
          "How long log files stay that the job has compacted into larger ones, for readers that",
          "have begun with them (default: ${DEFAULT-VALUE})."
        })
    private Duration logKeep;

    @Option(
        names = "--dead-letter-topic",
        paramLabel = "TOPIC",
        defaultValue = Letters.TOPIC,
        description = "Where dead letters go; made if absent (default: ${DEFAULT-VALUE}).")
    private String deadLetterTopic;

    @Option(
        names = "--wait",
        paramLabel = "DURATION",
        converter = DurationOption.class,
        defaultValue = "2m",
        description = "How long the job may take until it runs (default: ${DEFAULT-VALUE}).")
    private Duration wait;

    @Parameters(
        paramLabel = "--name=value",
        description = "Options of the runner, after --, such as --maxBundleTimeMills=5.")
    private List<String> runner = List.of();

    @Override
    public Integer call() throws Exception {
      Path folder = checkpoints != null ? checkpoints : stack.state.resolve("checkpoints");
      List<String> options = new ArrayList<>();
      options.add("--definitions=" + OnlineStores.absolute(definitions));
      options.add("--checkpoints=" + folder.toAbsolutePath());
      views.forEach(view -> options.add("--views=" + view));
      replaceLoaded.forEach(view -> options.add("--replace-loaded=" + view));
      if (noSelfHeal) {
        options.add("--no-self-heal");
      }
      if (restore != null) {
        options.add("--restore=" + restore);
      }
      if (bootstrap != null) {
        options.add("--bootstrap=" + bootstrap.toAbsolutePath());
      }
      if (output != null) {
        options.add("--output=" + output.toAbsolutePath());
        options.add("--log-seconds=" + logSeconds);
        options.add("--log-keep=" + Durations.spell(logKeep));
      }
      if (asServed) {
        options.add("--as-served");
      }
      options.add("--dead-letter-topic=" + deadLetterTopic);
      options.addAll(runner);
      var addresses = stack.addresses();
      FlinkRest rest = new FlinkRest(addresses.flinkPort());
      Project project = OnlineStores.definitions(definitions, addresses.redis());
      List<String> computed = views.isEmpty() ? List.copyOf(project.views().keySet()) : views;
      LiveJob.requireNone(rest, folder, computed);
      Set<String> before = LiveJob.ids(rest);
      createTopics(KafkaBroker.at(addresses.kafka()), project, computed);
      int code =
          Foreground.run(
              temporary ->
                  LiveJob.command(
                      Installation.find(), addresses, StateDirectory.at(stack.state), options));
      if (code != 0) {
        return code == 2 ? 2 : ExitCodes.BROKEN;
      }
      LiveJob job = LiveJob.started(rest, before);
      job.awaitTasks(wait);
      RunCommands.keep(folder, job.id(), spec.root().commandLine().getParseResult().originalArgs());
      PrintWriter out = spec.commandLine().getOut();
      out.println("running: job " + job.id() + ", see http://" + addresses.flink());
      return 0;
    }

    /** Creates missing topics; existing ones are not changed. */
    private void createTopics(KafkaBroker kafka, Project project, List<String> computed) {
      for (String view : computed) {
        kafka.createTopic(
            project.source(project.view(view).source()).topic(),
            PARTITIONS,
            Map.of("message.timestamp.type", "LogAppendTime"));
      }
      kafka.createTopic(deadLetterTopic, 1, Map.of());
    }
  }
}
