package io.twinstream.pipelines.job;

import io.twinstream.features.text.DefinitionException;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.options.place.PathConverter;
import io.twinstream.options.place.PlaceDefaults;
import io.twinstream.stores.StoreException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Runs jobs with the options of a command line. */
public final class JobMain {
  public static final int FAILED = 1;

  private JobMain() {}

  /**
   * Runs a job inside a process of Flink.
   *
   * @throws Exception if the options are wrong or the job fails
   */
  public static void call(Callable<Integer> job, String... args) throws Exception {
    CommandLine commandLine = commandLine(job);
    if (CommandLine.executeHelpRequest(commandLine.parseArgs(args)) == null) {
      job.call();
      commandLine.getOut().flush();
      commandLine.getErr().flush();
    }
  }

  /**
   * Runs a job in its own process.
   *
   * @return the exit code of the process: 0 for success, 1 for a failure, 2 for wrong options
   */
  public static int run(Callable<Integer> job, String... args) {
    return run(commandLine(job), args);
  }

  /** The same with other places for what it prints. */
  public static int run(Callable<Integer> job, PrintWriter out, PrintWriter err, String... args) {
    return run(commandLine(job).setOut(out).setErr(err), args);
  }

  private static int run(CommandLine commandLine, String... args) {
    return commandLine
        // No usage help, because the commands that start jobs have their own options and help.
        .setParameterExceptionHandler(
            (e, parsed) -> {
              e.getCommandLine().getErr().println(e.getMessage());
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof IllegalArgumentException || e instanceof DefinitionException) {
                command.getErr().println(e.getMessage());
                return CommandLine.ExitCode.USAGE;
              }
              if (e instanceof HistoryException
                  || e instanceof StoreException
                  || e instanceof KafkaFailure) {
                command.getErr().println(e.getMessage());
              } else {
                e.printStackTrace(command.getErr());
              }
              return FAILED;
            })
        .execute(args);
  }

  private static CommandLine commandLine(Callable<Integer> job) {
    return new CommandLine(job)
        .setDefaultValueProvider(PlaceDefaults.ofEnvironment())
        .setCaseInsensitiveEnumValuesAllowed(true)
        // The cluster's processes have other working directories.
        .registerConverter(Path.class, text -> new PathConverter().convert(text).toAbsolutePath());
  }
}
