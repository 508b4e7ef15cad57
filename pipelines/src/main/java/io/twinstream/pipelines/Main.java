package io.twinstream.pipelines;

import io.twinstream.features.definition.DefinitionException;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.offline.log.HistoryException;
import io.twinstream.stores.StoreException;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** How the jobs' main methods end: 0 done, 1 failed, 2 asked wrongly. */
final class Main {
  static final int FAILED = 1;

  private Main() {}

  static int run(Callable<Integer> job, String... args) {
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
