package io.twinstream.options.place;

import io.twinstream.features.text.Names;
import io.twinstream.features.text.Problems;
import io.twinstream.features.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The places that one profile names. The environment comes before the file; options come before
 * both. The profile {@value #LOCAL} is the one that is used if no other is named, and the only one
 * in which the local stack has what nothing names.
 */
public final class Profile {
  public static final String LOCAL = "local";

  /** The file of the profiles in the working folder, if {@value #FILE_VARIABLE} names no other. */
  public static final String FILE = "twinstream.yaml";

  static final String VARIABLE = "TWINSTREAM_PROFILE";
  static final String FILE_VARIABLE = "TWINSTREAM_CONFIG";

  /** User and password in an address, such as {@code redis://user:password@host}. */
  private static final Pattern SECRET = Pattern.compile("(^|//)[^/]*@");

  private final String name;
  private final Path file;
  private final Map<Place, String> places = new EnumMap<>(Place.class);

  private Profile(String name, Path file) {
    this.name = name;
    this.file = file;
  }

  /**
   * Reads a profile.
   *
   * @param named by the user; if empty, the environment names it, or else it is {@value #LOCAL}
   * @param environment the environment variables
   * @param folder the working folder
   * @throws IllegalArgumentException if the file is not valid, with all problems, or has no such
   *     profile
   */
  public static Profile read(Optional<String> named, Map<String, String> environment, Path folder) {
    String name = named.or(() -> value(environment, VARIABLE)).orElse(LOCAL);
    Optional<Path> given = value(environment, FILE_VARIABLE).map(folder::resolve);
    Path file = given.orElse(folder.resolve(FILE));
    Profile profile = new Profile(name, file);
    if (given.isPresent() || Files.exists(file)) {
      profile.readFile();
    } else if (!name.equals(LOCAL)) {
      throw new IllegalArgumentException(
          "no profile '%s': there is no %s in this folder; write one, or name it with %s"
              .formatted(name, FILE, FILE_VARIABLE));
    }
    profile.readEnvironment(environment, folder);
    return profile;
  }

  /** Reads the environment only, as a process that a command or a cluster starts does. */
  static Profile ofEnvironment(Map<String, String> environment, Path folder) {
    Profile profile = new Profile(LOCAL, folder.resolve(FILE));
    profile.readEnvironment(environment, folder);
    return profile;
  }

  private void readEnvironment(Map<String, String> environment, Path folder) {
    for (Place place : Place.values()) {
      value(environment, place.variable())
          .ifPresent(value -> places.put(place, resolved(place, value, folder)));
    }
  }

  private static Optional<String> value(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }

  private static String resolved(Place place, String value, Path folder) {
    boolean remote = value.matches("[a-z0-9]{2,}:.*");
    return place.isFolder() && !remote ? folder.resolve(value).normalize().toString() : value;
  }

  private void readFile() {
    Problems problems = new Problems();
    Map<String, YamlNode> profiles = new LinkedHashMap<>();
    YamlNode.read(file, problems)
        .ifPresent(
            root -> {
              root.allow("the file", "profiles");
              root.need("profiles", "the file", "write 'profiles:', and below it a name for each");
              root.get("profiles").ifPresent(all -> profiles.putAll(all.entries("profiles")));
            });
    profiles.values().forEach(Profile::check);
    problems.throwIfAny();
    YamlNode node = profiles.get(name);
    if (node == null && !name.equals(LOCAL)) {
      throw new IllegalArgumentException(
          Names.unknown("profile", name, profiles.keySet()) + " (" + file + ")");
    }
    Path folder = file.toAbsolutePath().getParent();
    for (Place place : Place.values()) {
      Optional.ofNullable(node)
          .flatMap(found -> found.get(place.key()))
          .ifPresent(value -> places.put(place, resolved(place, value.text(), folder)));
    }
  }

  private static void check(YamlNode profile) {
    String[] keys = Arrays.stream(Place.values()).map(Place::key).toArray(String[]::new);
    profile.allow("the profile", keys);
    for (String key : keys) {
      if (SECRET.matcher(profile.text(key, "")).find()) {
        profile.problem(
            key,
            "an address must not have a user or a password",
            "set TWINSTREAM_REDIS_USERNAME and TWINSTREAM_REDIS_PASSWORD in the environment");
      }
    }
  }

  public String name() {
    return name;
  }

  /** The value of a place; empty if neither the environment nor the file names it. */
  public Optional<String> value(Place place) {
    return Optional.ofNullable(places.get(place));
  }

  /**
   * Checks that the local stack may have the places that nothing names.
   *
   * @param places may be empty
   * @throws IllegalArgumentException if there are any, and this is another profile
   */
  public void requireLocal(Place... places) {
    if (places.length > 0 && !name.equals(LOCAL)) {
      throw new IllegalArgumentException(
          Arrays.stream(places)
              .map(
                  place ->
                      "the profile '%s' does not name %s; add '%s: %s' to it in %s, set %s, or give %s"
                          .formatted(
                              name,
                              place.key(),
                              place.key(),
                              place.form,
                              file.getFileName(),
                              place.variable(),
                              place.option()))
              .collect(Collectors.joining("\n")));
    }
  }
}
