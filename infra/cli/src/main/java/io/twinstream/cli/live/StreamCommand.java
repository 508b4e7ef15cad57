package io.twinstream.cli.live;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.WaitOption;
import io.twinstream.cli.place.LivePlaces;
import io.twinstream.cli.process.Foreground;
import io.twinstream.cli.process.OnlineStores;
import io.twinstream.cli.process.RunCommands;
import io.twinstream.cli.topics.LocalTopics;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.flink.FlinkRest;
import io.twinstream.local.job.LiveJob;
import io.twinstream.local.process.Installation;
import io.twinstream.options.GivenOptions;
import io.twinstream.options.StreamOptions;
import io.twinstream.options.kafka.DeadLetterTopicOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code stream}, whose subcommands start, show and stop the live job. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Run, watch and stop live jobs: from Kafka topics to features in the online store.",
      ""
    },
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
        "Submit the live job to a Flink cluster and leave it running there.",
        "",
        "The cluster is the local stack's, or the one that --flink or the profile names.",
        "",
        "A fresh job begins new generations in the online store. Readers follow them when the",
        "job has caught up with its topics and a checkpoint is complete, or at once if they",
        "follow none. If backfill --online has filled a view, readers stay with those states as",
        "long as the job does not have all of their events.",
        "",
        "With --restore the job continues from a checkpoint or savepoint, in its generations.",
        "With --bootstrap it begins with the logs of an earlier job, for topics that no longer",
        "hold all events. Topics of the local stack that do not exist are created, with the",
        "declared settings or 4 partitions.",
        "",
        "Another cluster receives the classes of the job with it. All of its processes need the",
        "checkpoints' folder and the TWINSTREAM variables of the environment.",
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
        "      --bootstrap logs/",
        "  twinstream --profile prod stream run --definitions my/features -- --parallelism=12"
      })
  static final class Run implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private LivePlaces places;
    @Mixin private StreamOptions options;

    @Mixin private WaitOption wait;

    @Parameters(
        paramLabel = "--name=value",
        description = "Options of the runner, after --, such as --maxBundleTimeMills=5.")
    private List<String> runner = List.of();

    @Override
    public Integer call() throws Exception {
      requireFlink(runner);
      places.require(options.checkpoints.folder.isPresent());
      Path folder = options.checkpoints.folder.orElseGet(places.stack::checkpoints);
      String letters = options.deadLetterTopic.name.orElse(DeadLetterTopicOption.DEFAULT);
      List<String> arguments = new ArrayList<>(GivenOptions.of(spec, "options"));
      if (options.checkpoints.folder.isEmpty()) {
        arguments.add("--checkpoints=" + folder);
      }
      if (options.deadLetterTopic.name.isEmpty()) {
        arguments.add("--dead-letter-topic=" + letters);
      }
      arguments.addAll(runner);
      arguments.add("--kafka=" + places.kafka());
      arguments.add("--redis=" + places.redis());
      FlinkRest rest = places.flink();
      Project project = OnlineStores.definitions(options.definitions.given(), places.redis());
      List<String> views = options.views.ids;
      List<String> computed =
          views.isEmpty() ? project.liveViews().stream().map(View::id).toList() : views;
      LiveJob.requireNone(rest, folder, computed);
      Set<String> before = LiveJob.ids(rest);
      if (places.hasOwnBrokers()) {
        LocalTopics.create(KafkaBroker.at(places.kafka()), project, computed, letters);
      }
      int code = Foreground.run(temporary -> submission(temporary, arguments));
      if (code != 0) {
        return code == 2 ? 2 : ExitCodes.BROKEN;
      }
      LiveJob job = LiveJob.started(rest, before);
      job.awaitTasks(wait.limit);
      RunCommands.keep(folder, job.id(), spec.root().commandLine().getParseResult().originalArgs());
      PrintWriter out = spec.commandLine().getOut();
      out.println("running: job " + job.id() + ", see " + rest.url());
      return 0;
    }

    private static void requireFlink(List<String> runner) {
      for (String each : runner) {
        if (each.startsWith("--runner=") && !each.equalsIgnoreCase("--runner=FlinkRunner")) {
          throw new IllegalArgumentException(
              each
                  + ": this command submits to a Flink cluster; leave it out, or start the job as"
                  + " pipelines/README.md describes under 'Other runners'");
        }
      }
    }

    private List<String> submission(Path temporary, List<String> arguments) {
      Installation installation = Installation.find();
      return places.otherFlink().isEmpty()
          ? LiveJob.command(installation, places.stack.files(), places.stack.flink(), arguments)
          : LiveJob.command(
              installation,
              temporary,
              places.otherFlink().get(),
              JobsJar.parts(installation.classPath("pipelines")),
              arguments);
    }
  }
}
