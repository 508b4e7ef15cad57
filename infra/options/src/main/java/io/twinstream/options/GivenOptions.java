package io.twinstream.options;

import io.twinstream.options.place.PlaceDefaults;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that a user gave to a command, as arguments of the process that it starts. */
public final class GivenOptions {
  private GivenOptions() {}

  /**
   * Returns the given options of a mixin, and those that the profile gives. For the others, the
   * process uses its own defaults.
   *
   * @param command that was parsed
   * @param mixin the name of the command's field
   */
  public static List<String> of(CommandSpec command, String mixin) {
    Collection<OptionSpec> options = command.mixins().get(mixin).options();
    List<String> arguments = of(command, options);
    for (OptionSpec option : options) {
      if (!command.commandLine().getParseResult().hasMatchedOption(option.longestName())) {
        fromProfile(command, option)
            .ifPresent(value -> arguments.add(option.names()[0] + "=" + value));
      }
    }
    return arguments;
  }

  /** Returns the given options that another command has too. */
  public static List<String> shared(CommandSpec command, CommandSpec other) {
    return of(
        command,
        command.options().stream()
            .filter(option -> other.findOption(option.longestName()) != null)
            .toList());
  }

  private static List<String> of(CommandSpec command, Collection<OptionSpec> options) {
    ParseResult parsed = command.commandLine().getParseResult();
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : options) {
      String name = option.names()[0];
      if (!parsed.hasMatchedOption(name)) {
        continue;
      }
      OptionSpec given = parsed.matchedOption(name);
      if (option.arity().max() == 0) {
        arguments.add(name);
      } else {
        given.originalStringValues().forEach(value -> arguments.add(name + "=" + value));
      }
    }
    return arguments;
  }

  private static Optional<String> fromProfile(CommandSpec command, OptionSpec option) {
    return command.defaultValueProvider() instanceof PlaceDefaults places
        ? Optional.ofNullable(places.defaultValue(option))
        : Optional.empty();
  }
}
