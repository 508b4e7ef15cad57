package io.twinstream.e2e;

import java.nio.file.Path;
import java.util.Arrays;

/** A library on a class path, identified by its path in a local Maven repository. */
record Library(String group, String artifact, String version) {

  /**
   * @param jar {@code repository/group/artifact/version/artifact-version.jar}, with the group's
   *     parts as folders
   */
  static Library of(Path repository, Path jar) {
    Path inside = repository.relativize(jar);
    int names = inside.getNameCount();
    return new Library(
        inside.subpath(0, names - 3).toString().replace('/', '.'),
        inside.getName(names - 3).toString(),
        inside.getName(names - 2).toString());
  }

  /** The leading numbers of its version. */
  int[] numbers() {
    return numbers(version);
  }

  static int[] numbers(String version) {
    return Arrays.stream(version.split("[.-]"))
        .takeWhile(part -> part.matches("\\d+"))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  @Override
  public String toString() {
    return group + ":" + artifact + ":" + version;
  }
}
