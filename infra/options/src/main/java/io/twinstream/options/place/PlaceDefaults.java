package io.twinstream.options.place;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives the options that name places their values from the profile. */
public final class PlaceDefaults implements IDefaultValueProvider {
  private final Supplier<Profile> source;
  private Profile profile;

  private PlaceDefaults(Supplier<Profile> source) {
    this.source = source;
  }

  /**
   * The places of a user's commands.
   *
   * @param named the profile that the user names, once the command line is parsed so far
   * @param environment the environment variables
   * @param folder the working folder
   */
  public static PlaceDefaults ofProfile(
      Supplier<Optional<String>> named, Map<String, String> environment, Path folder) {
    return new PlaceDefaults(() -> Profile.read(named.get(), environment, folder));
  }

  /** The places of a process that a command or a cluster starts: its options and environment. */
  public static PlaceDefaults ofEnvironment() {
    return new PlaceDefaults(
        () -> Profile.ofEnvironment(System.getenv(), Path.of("").toAbsolutePath()));
  }

  /**
   * The profile.
   *
   * @throws RuntimeException if it is unknown or its file is not valid
   */
  public Profile profile() {
    if (profile == null) {
      profile = source.get();
    }
    return profile;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    return Place.of(option.names()[0]).flatMap(this::value).orElse(null);
  }

  private Optional<String> value(Place place) {
    try {
      return profile().value(place);
    } catch (RuntimeException e) {
      return Optional.empty(); // help needs no profile; all else calls profile() itself
    }
  }
}
