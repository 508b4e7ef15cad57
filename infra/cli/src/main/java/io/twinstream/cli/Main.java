package io.twinstream.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The top of the command line. */
@Command(
    name = "twinstream",
    mixinStandardHelpOptions = true,
    version = "twinstream 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Features for machine learning, live and historical: the same numbers, bit for bit.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 done; 1 a check failed; 2 wrong usage; 3 something could not be started,",
      "read or reached; 130 interrupted.",
      "",
      "Help of a command: twinstream COMMAND --help"
    },
    subcommands = {
      DemoCommand.class,
      TestCommand.class,
      UpCommand.class,
      DownCommand.class,
      GenerateCommand.class,
      SendCommand.class,
      ServeCommand.class,
      StreamCommand.class,
      BackfillCommand.class,
      RebuildCommand.class,
      BackfillCheckCommand.class,
      TrainingSetCommand.class,
      LeakCheckCommand.class,
      FeaturesCommand.class,
      LogCommand.class,
      TrainCommand.class,
      ModelCommand.class,
      ParityCommand.class,
      ScoreParityCommand.class,
      InspectCommand.class,
      GenerationsCommand.class,
      DeadLettersCommand.class,
      DefinitionsCommand.class,
      PlanCommand.class,
      ApplyCommand.class,
    })
public final class Main implements Runnable {
  /** A check failed. */
  static final int FAILED = 1;

  /** Something could not be started, read or reached. */
  static final int BROKEN = 3;

  /** Set once the JVM is ending: what fails from then on fails because of that. */
  private static volatile boolean ending;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true, "ending"));
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpWidth(100)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(WrongUsage::explain)
        .setExecutionExceptionHandler(Main::explain);
  }

  /** People get the message and its causes; the stack trace is for those who ask for it. */
  private static int explain(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    if (ending) {
      return BROKEN;
    }
    err.println("error: " + e.getMessage());
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      err.println("  because: " + cause);
    }
    if (System.getenv("TWINSTREAM_TRACE") != null) {
      e.printStackTrace(err);
    }
    err.flush();
    return e instanceof IllegalArgumentException ? CommandLine.ExitCode.USAGE : BROKEN;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a COMMAND");
  }
}
