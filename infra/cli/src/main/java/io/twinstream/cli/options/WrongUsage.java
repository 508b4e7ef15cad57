package io.twinstream.cli.options;

import io.twinstream.features.text.Names;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
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
    misplaced(e)
        .map(name -> name + " goes before the command")
        .or(() -> meant(e).map(name -> "did you mean " + name + "?"))
        .ifPresent(err::println);
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

  /** The option of all commands that is written after one. */
  private static Optional<String> misplaced(ParameterException e) {
    CommandSpec root = e.getCommandLine().getCommandSpec().root();
    return written(e).filter(name -> root.findOption(name) != null);
  }

  /** The command or option with the nearest name. */
  private static Optional<String> meant(ParameterException e) {
    CommandLine command = e.getCommandLine();
    Collection<String> options = command.getCommandSpec().optionsMap().keySet();
    Collection<String> commands = command.getSubcommands().keySet();
    return written(e)
        .flatMap(name -> Names.near(name, List.copyOf(name.startsWith("-") ? options : commands)));
  }

  /** What no command or option has as its name. */
  private static Optional<String> written(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
        ? Optional.of(unmatched.getUnmatched().get(0).split("=", 2)[0])
        : Optional.empty();
  }
}
