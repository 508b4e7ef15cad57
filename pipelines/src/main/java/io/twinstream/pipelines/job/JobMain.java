package io.twinstream.pipelines.job;

import io.twinstream.features.text.DefinitionException;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.stores.StoreException;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** How the jobs' main methods end: 0 done, 1 failed, 2 asked wrongly. */
public final class JobMain {
  public static final int FAILED = 1;

  private JobMain() {}

  public static int run(Callable<Integer> job, String... args) {
    return new CommandLine(job)
        .setCaseInsensitiveEnumValuesAllowed(true)
        // The commands that start jobs have options and a help of their own.
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
}
