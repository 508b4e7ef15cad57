package io.twinstream.cli.options;

import io.twinstream.features.text.Names;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints an error for a wrong command line: what is wrong, and one hint. */
public final class WrongUsage {
  private WrongUsage() {}

  public static int explain(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    boolean unknown = e instanceof UnmatchedArgumentException;
    err.println(unknown && !command.getSubcommands().isEmpty() ? noCommand(e) : e.getMessage());
    meant(e).ifPresent(name -> err.println("did you mean " + name + "?"));
    if (!unknown && !command.getSubcommands().isEmpty()) {
      command.usage(err); // it lists the available commands
    } else {
      err.println("see: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    err.flush();
    return ExitCode.USAGE;
  }

  private static String noCommand(ParameterException e) {
    return "no command '" + ((UnmatchedArgumentException) e).getUnmatched().get(0) + "'";
  }

  /** The command or option with the nearest name. */
  private static Optional<String> meant(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    String written = unmatched.getUnmatched().get(0).split("=", 2)[0];
    CommandLine command = e.getCommandLine();
    Collection<String> known =
        written.startsWith("-")
            ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
    return Names.near(written, List.copyOf(known));
  }
}
