package io.twinstream.cli;

import io.twinstream.cli.check.BackfillCheckCommand;
import io.twinstream.cli.check.LeakCheckCommand;
import io.twinstream.cli.check.ParityCommand;
import io.twinstream.cli.check.ScoreParityCommand;
import io.twinstream.cli.definitions.ApplyCommand;
import io.twinstream.cli.definitions.DefinitionsCommand;
import io.twinstream.cli.definitions.PlanCommand;
import io.twinstream.cli.definitions.TestCommand;
import io.twinstream.cli.demo.DemoCommand;
import io.twinstream.cli.drift.DriftCommand;
import io.twinstream.cli.history.BackfillCommand;
import io.twinstream.cli.history.FeaturesCommand;
import io.twinstream.cli.history.LoadCommand;
import io.twinstream.cli.history.LogCommand;
import io.twinstream.cli.history.SendCommand;
import io.twinstream.cli.history.TrainingSetCommand;
import io.twinstream.cli.letters.DeadLettersCommand;
import io.twinstream.cli.live.GenerationsCommand;
import io.twinstream.cli.live.InspectCommand;
import io.twinstream.cli.live.JarCommand;
import io.twinstream.cli.live.RebuildCommand;
import io.twinstream.cli.live.StreamCommand;
import io.twinstream.cli.model.ModelCommand;
import io.twinstream.cli.model.TrainCommand;
import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.WrongUsage;
import io.twinstream.cli.place.PlacesFactory;
import io.twinstream.cli.size.SizeCommand;
import io.twinstream.cli.stack.DownCommand;
import io.twinstream.cli.stack.GenerateCommand;
import io.twinstream.cli.stack.ServeCommand;
import io.twinstream.cli.stack.SimulateCommand;
import io.twinstream.cli.stack.UpCommand;
import io.twinstream.cli.topics.TopicsCommand;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.options.place.PathConverter;
import io.twinstream.options.place.PlaceDefaults;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The entry point of the command line. */
@Command(
    name = "twinstream",
    mixinStandardHelpOptions = true,
    version = "twinstream 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Features for machine learning: live and historical values are equal bit for bit.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 done; 1 a check failed; 2 wrong usage; 3 a process could not be started, a",
      "file could not be read, or a server could not be reached; 130 interrupted.",
      "",
      "Help of a command: twinstream COMMAND --help"
    },
    subcommands = {
      DemoCommand.class,
      TestCommand.class,
      UpCommand.class,
      DownCommand.class,
      GenerateCommand.class,
      SimulateCommand.class,
      SendCommand.class,
      ServeCommand.class,
      TopicsCommand.class,
      StreamCommand.class,
      BackfillCommand.class,
      LoadCommand.class,
      RebuildCommand.class,
      BackfillCheckCommand.class,
      TrainingSetCommand.class,
      LeakCheckCommand.class,
      FeaturesCommand.class,
      LogCommand.class,
      TrainCommand.class,
      ModelCommand.class,
      DriftCommand.class,
      ParityCommand.class,
      ScoreParityCommand.class,
      InspectCommand.class,
      GenerationsCommand.class,
      DeadLettersCommand.class,
      DefinitionsCommand.class,
      PlanCommand.class,
      ApplyCommand.class,
      JarCommand.class,
      SizeCommand.class,
    })
public final class Main implements Runnable {
  /** Set when the JVM is ending: a later failure is a consequence of that. */
  private static volatile boolean ending;

  @Spec private CommandSpec spec;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "Where Kafka, Redis, Flink and checkpoints are, as twinstream.yaml says; before COMMAND"
              + " (default: TWINSTREAM_PROFILE, else local).")
  private Optional<String> profile = Optional.empty();

  public static void main(String[] args) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true, "ending"));
    System.exit(commandLine().execute(args));
  }

  public static CommandLine commandLine() {
    return commandLine(System.getenv(), Path.of("").toAbsolutePath());
  }

  /** The command line of a user with this environment and working folder. */
  static CommandLine commandLine(Map<String, String> environment, Path folder) {
    Main main = new Main();
    PlaceDefaults places = PlaceDefaults.ofProfile(() -> main.profile, environment, folder);
    return new CommandLine(main, new PlacesFactory(places))
        .setDefaultValueProvider(places)
        .setExecutionStrategy(parsed -> run(parsed, places))
        .setUsageHelpWidth(100)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, new PathConverter())
        .setParameterExceptionHandler(WrongUsage::explain)
        .setExecutionExceptionHandler(Main::explain);
  }

  /** Runs a command, or prints its help, which needs no valid profile. */
  private static int run(ParseResult parsed, PlaceDefaults places) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    try {
      places.profile();
    } catch (IllegalArgumentException | DefinitionException e) {
      throw new ParameterException(parsed.commandSpec().commandLine(), e.getMessage(), e);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /**
   * Prints the message of an exception and its causes; its stack trace only if TWINSTREAM_TRACE is
   * set.
   */
  private static int explain(Exception e, CommandLine commandLine, ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    if (ending) {
      return ExitCodes.BROKEN;
    }
    err.println("error: " + e.getMessage());
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      err.println("  because: " + cause);
    }
    if (System.getenv("TWINSTREAM_TRACE") != null) {
      e.printStackTrace(err);
    }
    err.flush();
    return e instanceof IllegalArgumentException ? CommandLine.ExitCode.USAGE : ExitCodes.BROKEN;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a COMMAND");
  }
}
